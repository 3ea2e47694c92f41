using System.Security.Cryptography;

namespace Janitor.Storage.Buckets.S3;

/// <summary>What is known of the bytes that one request sends, to be compared with what the server says that it got.</summary>
internal sealed class SentPart
{
    /// <param name="part">The bytes.</param>
    /// <param name="withMd5">Whether an MD5 would do: many servers tell no other digest, and that one as the ETag.</param>
    public SentPart(ReadOnlySpan<byte> part, bool withMd5)
    {
        Checksum = Convert.ToBase64String(SHA256.HashData(part));
        Md5 = withMd5 ? Md5Of(part) : null;
    }

    /// <summary>The SHA-256, as the protocol writes it.</summary>
    public string Checksum { get; }

    /// <summary>The MD5; null when it is not to count.</summary>
    public byte[]? Md5 { get; }

    /// <summary>Whether the server has told a digest of what it got, and it is ours. An ETag need not be an MD5, for it is none where the bucket is encrypted.</summary>
    public bool IsVouchedBy(string? checksum, string? etag) => checksum == Checksum || (Md5 is not null && IsMd5(etag, Md5, string.Empty));

    /// <summary>Whether the ETag of an object in parts says that it consists of these.</summary>
    public static bool AreWhole(IReadOnlyCollection<SentPart> parts, string? etag)
    {
        byte[] all = [.. parts.SelectMany(part => part.Md5 ?? [])];
        return IsMd5(etag, Md5Of(all), $"-{parts.Count}");
    }

#pragma warning disable CA5351 // Not against somebody who wants to deceive: the protocol has no other where a server knows no checksums.
    private static byte[] Md5Of(ReadOnlySpan<byte> bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351

    private static bool IsMd5(string? etag, byte[] md5, string end) => string.Equals(etag?.Trim('"'), Convert.ToHexStringLower(md5) + end, StringComparison.OrdinalIgnoreCase);
}
