namespace Janitor.Storage.Buckets.S3.Presigning;

/// <summary>A request that whoever has it may send, as it is written, until it expires.</summary>
/// <param name="Method">The method: <c>PUT</c>.</param>
/// <param name="Url">The address, with the signature. It is a secret.</param>
/// <param name="Headers">The headers that were signed, and must be sent, in lower case.</param>
/// <param name="ExpiresAt">When the server refuses it, by the server's clock.</param>
public sealed record PresignedRequest(string Method, Uri Url, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresAt);
