using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Janitor.Storage.Buckets.S3;

/// <summary>
/// Finds out whether a server compares what arrives with the SHA-256 in the request's signature (x-amz-content-sha256), as the protocol asks: what such a
/// server has taken is what was sent. Each is tried once in a process, with an object of our own.
/// </summary>
internal static class SignedHashes
{
    private static readonly byte[] Sent = [0];

    private static readonly byte[] Signed = [1];

    private static readonly ConcurrentDictionary<(string? Endpoint, string Region, string Bucket), bool> Known = new();

    /// <summary>Tries it: what differs from its hash has to be refused for that. What was found is remembered.</summary>
    /// <exception cref="AmazonServiceException">The server refused the probe for another reason.</exception>
    public static async Task<bool> ProbeAsync(BucketConnection bucket, CancellationToken cancellationToken)
    {
        if (Known.TryGetValue(bucket.Id, out var known))
            return known;
        var compares = await IsRefusedAsync(bucket, bucket.Reserved + "probe-" + Guid.NewGuid().ToString("N"), cancellationToken);
        Known[bucket.Id] = compares;
        return compares;
    }

    private static async Task<bool> IsRefusedAsync(BucketConnection bucket, string key, CancellationToken cancellationToken)
    {
        try
        {
            await bucket.Retry.RunAsync(
                token => bucket.Client.PutObjectAsync(
                    new PutObjectRequest { BucketName = bucket.Name, Key = key, InputStream = new WrongBody(Signed, Sent), UseChunkEncoding = false }, token),
                cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "XAmzContentSHA256Mismatch")
        {
            return true;
        }

        await bucket.Retry.RunAsync(token => bucket.Client.DeleteObjectAsync(bucket.Name, key, token), cancellationToken);
        return false;
    }
}
