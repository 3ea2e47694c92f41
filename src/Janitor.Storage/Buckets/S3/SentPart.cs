using System.Security.Cryptography;

namespace Janitor.Storage.Buckets.S3;

/// <summary>What is known of the bytes that one request sends, to be compared with what the server says that it got.</summary>
internal sealed class SentPart
{
    private const char Quote = '"';

    private readonly bool _isCompared;
    private readonly byte[]? _md5;

    /// <param name="part">The bytes.</param>
    /// <param name="place">What they belong to.</param>
    /// <param name="bucket">Where they go.</param>
    public SentPart(ReadOnlySpan<byte> part, IncomingObject place, BucketConnection bucket)
    {
        _isCompared = IsCompared(place, bucket);
        if (_isCompared)
            return;
        Checksum = Convert.ToBase64String(SHA256.HashData(part));
        _md5 = place.ReadBack ? null : Md5Of(part);
    }

    /// <summary>The SHA-256, as the protocol writes it; null where that in the signature, which the SDK computes, will do.</summary>
    public string? Checksum { get; }

    /// <summary>Whether the server compares what it gets with the hash in the signature, and that is enough.</summary>
    public static bool IsCompared(IncomingObject place, BucketConnection bucket) => !place.ReadBack && bucket.ComparesHashes;

    /// <summary>
    /// Whether a server that has taken the bytes got what was sent: it compares hashes, or has told a digest that is ours. An ETag need not be an MD5, for it is none where the
    /// bucket is encrypted.
    /// </summary>
    public bool IsVouchedBy(string? checksum, string? etag) =>
        _isCompared || (checksum is not null && checksum == Checksum) || (_md5 is not null && string.Equals(Bare(etag), Convert.ToHexStringLower(_md5), StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the ETag of an object in parts, an MD5 of theirs, says that it consists of these.</summary>
    /// <param name="parts">The parts' ETags, in order.</param>
    /// <param name="etag">The object's.</param>
    public static bool AreWhole(IReadOnlyCollection<string> parts, string? etag)
    {
        var all = new byte[parts.Count * MD5.HashSizeInBytes];
        var end = 0;
        foreach (var part in parts)
        {
            if (Convert.FromHexString(part.Trim(Quote), all.AsSpan(end), out _, out var written) != System.Buffers.OperationStatus.Done || written != MD5.HashSizeInBytes)
                return false;
            end += written;
        }

        return string.Equals(Bare(etag), $"{Convert.ToHexStringLower(Md5Of(all))}-{parts.Count}", StringComparison.OrdinalIgnoreCase);
    }

    private static string? Bare(string? etag) => etag?.Trim(Quote);

#pragma warning disable CA5351 // Not against somebody who wants to deceive: the protocol has no other where a server knows no checksums.
    private static byte[] Md5Of(ReadOnlySpan<byte> bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351
}
