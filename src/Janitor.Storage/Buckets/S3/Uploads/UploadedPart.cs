namespace Janitor.Storage.Buckets.S3.Uploads;

/// <summary>A part that was uploaded, as its uploader tells it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="ETag">What the server answered.</param>
public sealed record UploadedPart(int Number, string ETag);
