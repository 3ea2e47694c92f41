using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Janitor.Storage.Buckets.S3;

/// <summary>Calls on behalf of somebody who waits: they are tried again for a few seconds only, and what fails then is a <see cref="Engine.Inventory.StoreException"/>.</summary>
internal sealed class S3Calls(BucketConnection bucket)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Reading and copying large objects takes its time.</summary>
    private static readonly TimeSpan LongPatience = TimeSpan.FromHours(1);

    /// <summary>Whether the server has once refused who we are, and not what we wanted. An answer to HEAD says only that it was refused.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>Calls.</summary>
    /// <param name="doing">What is tried, as errors say it.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<T> RunAsync<T>(string doing, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) => RunAsync(doing, call, Patience, cancellationToken);

    /// <summary>Calls what moves much content.</summary>
    public Task<T> RunLongAsync<T>(string doing, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) => RunAsync(doing, call, LongPatience, cancellationToken);

    /// <summary>Calls; null when there is no such thing.</summary>
    public Task<T?> FindAsync<T>(string doing, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class => RunAsync<T?>(
            doing,
            async token =>
            {
                try
                {
                    return await call(token);
                }
                catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
                {
                    return null;
                }
            },
            cancellationToken);

    /// <summary>An object; null when there is none.</summary>
    public async Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        var request = new GetObjectMetadataRequest { BucketName = bucket.Name, Key = key };
        return await FindAsync("read", token => bucket.Client.GetObjectMetadataAsync(request, token), cancellationToken) is { } head
            ? new StoredObject(head.ContentLength, head.ETag, new DateTimeOffset(head.LastModified!.Value.ToUniversalTime(), TimeSpan.Zero), head.StorageClass?.Value)
            : null;
    }

    /// <summary>By how much the server's clock is ahead of ours. It tells whole seconds, and its answer took a moment: less than 2 s is no difference.</summary>
    public async Task<TimeSpan> ClockSkewAsync(CancellationToken cancellationToken)
    {
        var first = new ListObjectsV2Request { BucketName = bucket.Name, Prefix = bucket.Prefix, MaxKeys = 1, Encoding = EncodingType.Url };
        await RunAsync("list", token => bucket.Client.ListObjectsV2Async(first, token), cancellationToken);
        var skew = bucket.Client.LatestServerTime is { } theirs ? theirs - bucket.Time.GetUtcNow() : TimeSpan.Zero;
        return skew.Duration() < TimeSpan.FromSeconds(2) ? TimeSpan.Zero : skew;
    }

    private async Task<T> RunAsync<T>(string doing, Func<CancellationToken, Task<T>> call, TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            return await bucket.Retry.RunAsync(call, within, cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed || e.ErrorCode == "NoSuchKey")
        {
            throw;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is AmazonServiceException or AmazonClientException or IOException or HttpRequestException or TimeoutException or OperationCanceledException)
        {
            WasRefused |= e is AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized, ErrorCode: not "AccessDenied" };
            throw bucket.Error(e, doing);
        }
    }
}
