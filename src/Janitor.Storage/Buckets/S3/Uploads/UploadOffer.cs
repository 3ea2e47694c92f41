using Janitor.Storage.Buckets.S3.Presigning;

namespace Janitor.Storage.Buckets.S3.Uploads;

/// <summary>How to upload what was promised: one request, or one for each part.</summary>
/// <param name="UploadId">The server's id of an upload in parts; null for one request.</param>
/// <param name="Parts">The requests in the order of the content.</param>
/// <param name="PartSize">The bytes of each part but the last.</param>
public sealed record UploadOffer(string? UploadId, IReadOnlyList<PresignedRequest> Parts, long PartSize);
