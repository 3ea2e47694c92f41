using Amazon.S3;

namespace Janitor.Storage.Buckets.S3;

/// <summary>What all uploads in parts have in common.</summary>
internal static class S3Parts
{
    /// <summary>How many parts an object may have: the protocol's limit.</summary>
    public const int Most = 10_000;

    private const long MiB = 1 << 20;

    /// <summary>How large the parts of a content are that no more are needed than there may be: at least the given bytes, in whole MiB.</summary>
    public static long SizeFor(long content, long least)
    {
        var needed = (content + Most - 1) / Most;
        return Math.Max(least, (needed + MiB - 1) / MiB * MiB);
    }

    /// <summary>Ends an upload that came to nothing: parts that belong to nothing are paid for, too. Tried once, and silent, for what made it fail is being told.</summary>
    public static async Task AbandonAsync(BucketConnection bucket, string key, string upload)
    {
        try
        {
            await bucket.Client.AbortMultipartUploadAsync(bucket.Name, key, upload, CancellationToken.None);
        }
        catch (Exception e) when (e is AmazonS3Exception || S3Retry.IsTransient(e))
        {
            // A lifecycle rule of the bucket (AbortIncompleteMultipartUpload) takes what stays.
        }
    }
}
