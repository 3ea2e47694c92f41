using Amazon.S3;
using Amazon.S3.Model;

namespace Janitor.Storage.Buckets.S3;

/// <summary>
/// Copies an object inside its bucket with its metadata, headers, tags and storage class, on condition that it is still the same. Ceph ignores
/// the condition for a copy in parts: who deletes the source afterwards looks at it again.
/// </summary>
internal sealed class S3Copy(BucketConnection bucket)
{
    private const long MiB = 1L << 20;

    /// <summary>What one request may copy, by the protocol: 5 GiB.</summary>
    internal long LargestAtOnce { get; init; } = 5 * 1024 * MiB;

    /// <summary>At most 10,000 parts, by the protocol: this is enough for the largest object, of 5 TiB.</summary>
    internal long PartSize { get; init; } = 640 * MiB;

    /// <summary>Copies.</summary>
    /// <exception cref="AmazonS3Exception">412 when the source has changed, or when something is at the place and may not be overwritten.</exception>
    public Task RunAsync(string from, string to, GetObjectMetadataResponse source, bool overwrite, CancellationToken cancellationToken) =>
        source.ContentLength > LargestAtOnce
            ? InPartsAsync(from, to, source, overwrite, cancellationToken)
            : AtOnceAsync(from, to, source, overwrite, cancellationToken);

    private async Task AtOnceAsync(string from, string to, GetObjectMetadataResponse source, bool overwrite, CancellationToken cancellationToken)
    {
        // Metadata, headers and tags come along by default; the storage class would become the bucket's.
        var request = new CopyObjectRequest
        {
            SourceBucket = bucket.Name,
            SourceKey = from,
            ETagToMatch = source.ETag,
            DestinationBucket = bucket.Name,
            DestinationKey = to,
            StorageClass = source.StorageClass,
            IfNoneMatch = overwrite ? null : "*",
        };
        await bucket.Retry.RunAsync(token => bucket.Client.CopyObjectAsync(request, token), cancellationToken);
    }

    private async Task InPartsAsync(string from, string to, GetObjectMetadataResponse source, bool overwrite, CancellationToken cancellationToken)
    {
        var begin = Begin(to, source);
        var upload = (await bucket.Retry.RunAsync(token => bucket.Client.InitiateMultipartUploadAsync(begin, token), cancellationToken)).UploadId;
        try
        {
            var parts = new List<PartETag>();
            for (var first = 0L; first < source.ContentLength; first += PartSize)
            {
                var part = new CopyPartRequest
                {
                    SourceBucket = bucket.Name,
                    SourceKey = from,
                    ETagToMatch = [source.ETag],
                    DestinationBucket = bucket.Name,
                    DestinationKey = to,
                    UploadId = upload,
                    PartNumber = parts.Count + 1,
                    FirstByte = first,
                    LastByte = Math.Min(first + PartSize, source.ContentLength) - 1,
                };
                parts.Add(new PartETag(await bucket.Retry.RunAsync(token => bucket.Client.CopyPartAsync(part, token), cancellationToken)));
            }
            var end = new CompleteMultipartUploadRequest
            {
                BucketName = bucket.Name,
                Key = to,
                UploadId = upload,
                PartETags = parts,
                IfNoneMatch = overwrite ? null : "*",
            };
            await bucket.Retry.RunAsync(token => bucket.Client.CompleteMultipartUploadAsync(end, token), cancellationToken);
            await S3Tags.WriteAsync(bucket, to, await S3Tags.ReadAsync(bucket, from, cancellationToken), cancellationToken);
        }
        catch
        {
            await S3Parts.AbandonAsync(bucket, to, upload);
            throw;
        }
    }

    private InitiateMultipartUploadRequest Begin(string to, GetObjectMetadataResponse source)
    {
        var begin = new InitiateMultipartUploadRequest { BucketName = bucket.Name, Key = to, StorageClass = source.StorageClass };
        begin.Headers.ContentType = source.Headers.ContentType;
        begin.Headers.ContentEncoding = source.Headers.ContentEncoding;
        begin.Headers.ContentDisposition = source.Headers.ContentDisposition;
        begin.Headers.CacheControl = source.Headers.CacheControl;
        foreach (var name in source.Metadata.Keys)
            begin.Metadata[name] = source.Metadata[name];
        return begin;
    }
}
