namespace Janitor.Gateway.Objects;

/// <summary>A way to download an object.</summary>
/// <param name="Url">The address, for GET, without further headers. It is a secret.</param>
/// <param name="ExpiresAt">When it is good no more, by the server's clock.</param>
internal sealed record DownloadAnswer(Uri Url, DateTimeOffset ExpiresAt);
