using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Janitor.Storage.Buckets.S3;

/// <summary>
/// Finds out whether a server deletes an object only while its ETag is the given one. AWS does; some servers accept the condition and
/// ignore it, so each is tried once in a process, with an object of our own.
/// </summary>
internal static class ConditionalDeletes
{
    private const string OtherETag = "\"00000000000000000000000000000000\"";

    private static readonly ConcurrentDictionary<(string? Endpoint, string Region, string Bucket), bool> Known = new();

    /// <summary>What is known without asking the server; null when it has not been tried.</summary>
    public static bool? Recall(BucketConnection bucket) => Known.TryGetValue(bucket.Id, out var honoured) ? honoured : null;

    /// <summary>Tries it. What was found is remembered; a probe that could not be made is not.</summary>
    /// <exception cref="AmazonServiceException">The server refused the probe.</exception>
    public static async Task<bool> ProbeAsync(BucketConnection bucket, CancellationToken cancellationToken)
    {
        if (Recall(bucket) is { } known)
            return known;
        var key = bucket.Reserved + "probe-" + Guid.NewGuid().ToString("N");
        // Without content: Ceph does not read the body of a request that it refuses, and takes it for the next request.
        var put = new PutObjectRequest { BucketName = bucket.Name, Key = key, ContentBody = string.Empty };
        var etag = (await bucket.Retry.RunAsync(token => bucket.Client.PutObjectAsync(put, token), cancellationToken)).ETag;
        try
        {
            var honoured = await DeleteAsync(bucket, key, OtherETag, cancellationToken) == "PreconditionFailed"
                && await bucket.HeadAsync(key, cancellationToken) is not null
                && await DeleteAsync(bucket, key, etag, cancellationToken) is null
                && await bucket.HeadAsync(key, cancellationToken) is null;
            Known[bucket.Id] = honoured;
            return honoured;
        }
        finally
        {
            await DeleteAsync(bucket, key, null, CancellationToken.None);
        }
    }

    /// <summary>The error code that the server answered with; null when it deleted.</summary>
    private static async Task<string?> DeleteAsync(BucketConnection bucket, string key, string? etag, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectsRequest { BucketName = bucket.Name, Quiet = true, Objects = [new KeyVersion { Key = key, ETag = etag }] };
        try
        {
            await bucket.Retry.RunAsync(token => bucket.Client.DeleteObjectsAsync(request, token), cancellationToken);
            return null;
        }
        catch (DeleteObjectsException e)
        {
            return e.Response.DeleteErrors[0].Code;
        }
    }
}
