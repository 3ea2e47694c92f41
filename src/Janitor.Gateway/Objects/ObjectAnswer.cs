using System.Text;
using System.Text.Json.Serialization;
using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Gateway.Objects;

/// <summary>An object of the tenant.</summary>
/// <param name="Key">Its key, below the quota's prefix.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Sha256">The SHA-256 of its content in hexadecimal digits; null when nobody has read it.</param>
/// <param name="ETag">The server's ETag.</param>
/// <param name="ModifiedAt">When it was last written.</param>
internal sealed record ObjectAnswer(string Key, long Size, string? Sha256, [property: JsonPropertyName("etag")] string? ETag, DateTimeOffset ModifiedAt)
{
    /// <summary>As the ledger knows it.</summary>
    public static ObjectAnswer Of(BookedObject item) =>
        new(Encoding.UTF8.GetString(item.Key.Span), item.Size, item.Sha256 is { } hash ? Convert.ToHexStringLower(hash.Span) : null, item.ETag, item.ModifiedAt);
}
