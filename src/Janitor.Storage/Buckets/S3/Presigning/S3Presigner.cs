using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;

namespace Janitor.Storage.Buckets.S3.Presigning;

/// <summary>Signs requests that somebody else will send. They end at a moment of the server's clock, whatever ours says.</summary>
/// <param name="bucket">The bucket.</param>
/// <param name="calls">Asks the server for its time, once, before anything is signed.</param>
internal sealed class S3Presigner(BucketConnection bucket, S3Calls calls)
{
    /// <summary>The SDK counts a second that has begun as a whole one, and servers refuse more than 7 days.</summary>
    private static readonly TimeSpan Begun = TimeSpan.FromSeconds(1);

    /// <summary>For longer the SDK would fall back to the older kind of signature.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>By how much the server's clock is ahead of ours; null before it was asked.</summary>
    private Skew? _skew;

    /// <summary>A download of a key.</summary>
    public async Task<PresignedRequest> GetAsync(string key, TimeSpan lifetime)
    {
        var request = Request(HttpVerb.GET, key);
        return await SignAsync(request, lifetime, new Dictionary<string, string>(StringComparer.Ordinal));
    }

    /// <summary>An upload of exactly this content: the server compares what of it it knows.</summary>
    public async Task<PresignedRequest> PutAsync(string key, long size, ReadOnlyMemory<byte> sha256, string? contentType, TimeSpan lifetime)
    {
        var request = Request(HttpVerb.PUT, key);
        request.ContentType = contentType ?? "application/octet-stream";
        Dictionary<string, string> headers = new(StringComparer.Ordinal)
        {
            ["content-length"] = size.ToString(CultureInfo.InvariantCulture),
            ["content-type"] = request.ContentType,
            // Servers that know checksums refuse another content. x-amz-content-sha256, which more would know, is left out of presigned requests by the SDK.
            ["x-amz-checksum-sha256"] = Convert.ToBase64String(sha256.Span),
        };
        foreach (var (name, value) in headers)
            request.Headers[name] = value;
        return await SignAsync(request, lifetime, headers);
    }

    /// <summary>An upload of one part of exactly this length.</summary>
    public async Task<PresignedRequest> PartAsync(string key, string uploadId, int number, long size, TimeSpan lifetime)
    {
        var request = Request(HttpVerb.PUT, key);
        (request.UploadId, request.PartNumber) = (uploadId, number);
        Dictionary<string, string> headers = new(StringComparer.Ordinal) { ["content-length"] = size.ToString(CultureInfo.InvariantCulture) };
        request.Headers["content-length"] = headers["content-length"];
        return await SignAsync(request, lifetime, headers);
    }

    private GetPreSignedUrlRequest Request(HttpVerb verb, string key) => new()
    {
        BucketName = bucket.Name,
        Key = key,
        Verb = verb,
        Protocol = bucket.Target.Endpoint?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true ? Protocol.HTTP : Protocol.HTTPS,
    };

    private async Task<PresignedRequest> SignAsync(GetPreSignedUrlRequest request, TimeSpan lifetime, IReadOnlyDictionary<string, string> headers)
    {
        _skew ??= new Skew(await calls.ClockSkewAsync(CancellationToken.None));
        var counted = _skew.Value + lifetime;
        var expires = bucket.Time.GetUtcNow() + (counted < Longest ? counted : Longest);
        request.Expires = (expires - Begun).UtcDateTime;
        return new PresignedRequest(request.Verb.ToString(), new Uri(await bucket.Client.GetPreSignedURLAsync(request)), headers, expires);
    }

    private sealed record Skew(TimeSpan Value);
}
