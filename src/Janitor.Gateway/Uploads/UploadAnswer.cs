using Janitor.Storage.Buckets.S3.Presigning;

namespace Janitor.Gateway.Uploads;

/// <summary>How to upload what was promised.</summary>
/// <param name="Id">By which the upload is completed.</param>
/// <param name="ExpiresAt">When the requests are good no more, by the server's clock.</param>
/// <param name="Method">The method of the one request; null with parts.</param>
/// <param name="Url">Its address.</param>
/// <param name="Headers">The headers that it must have.</param>
/// <param name="PartSize">The bytes of each part but the last; null without parts.</param>
/// <param name="Parts">A request for each part, in their order; null without parts.</param>
internal sealed record UploadAnswer(
    Guid Id, DateTimeOffset ExpiresAt, string? Method, Uri? Url, IReadOnlyDictionary<string, string>? Headers, long? PartSize, IReadOnlyList<PresignedRequest>? Parts);
