namespace Janitor.Storage.Buckets.S3.Uploads;

/// <summary>An upload of which something is at the server.</summary>
/// <param name="Id">The upload.</param>
/// <param name="UploadId">The server's id of an upload in parts that was not put together; null for an object.</param>
public sealed record LeftUpload(Guid Id, string? UploadId);
