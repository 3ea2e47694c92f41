using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Buckets.S3;

/// <summary>Reads and writes objects of a bucket.</summary>
internal sealed class S3Contents(BucketConnection bucket) : IContents
{
    private static readonly byte[] Reserved = S3Keys.Utf8.GetBytes(IStore.ReservedFolder + "/");

    /// <inheritdoc/>
    public async ValueTask<IContent> OpenAsync(Item item, CancellationToken cancellationToken) =>
        await S3Content.OpenAsync(bucket, Key(item.Path), item.Size, item.Identity.ETag, cancellationToken);

    /// <inheritdoc/>
    public string? Refuse(ReadOnlySpan<byte> path)
    {
        if (path.StartsWith(Reserved))
            return $"{IStore.ReservedFolder} is Janitor's own folder there";
        if (S3Keys.Utf8.GetByteCount(bucket.Prefix) + path.Length > S3Keys.MaxBytes)
            return $"with the prefix, a key has at most {S3Keys.MaxBytes} bytes";
        return System.Text.Unicode.Utf8.IsValid(path) ? null : "a key must be UTF-8";
    }

    /// <inheritdoc/>
    public async ValueTask<Item?> FindAsync(ReadOnlyMemory<byte> path, CancellationToken cancellationToken)
    {
        try
        {
            var head = await bucket.HeadAsync(Key(path), cancellationToken);
            return head is null ? null : S3Content.ToItem(path, head.ContentLength, head.ETag, head.LastModified);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ContentException($"its place cannot be examined: {S3Errors.Describe(e)}", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IIncomingContent> BeginAsync(
        ReadOnlyMemory<byte> path, long? size, ContentMetadata metadata, bool overwrite, bool readBack, CancellationToken cancellationToken)
    {
        var place = new IncomingObject(path, Key(path), size, metadata, overwrite, readBack);
        return size is { } known && S3Incoming.FitsOnePart(known) ? new S3Incoming(bucket, place) : await S3IncomingParts.BeginAsync(bucket, place, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask SweepAsync(Func<ReadOnlyMemory<byte>, string, bool> isOurs, CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = bucket.Name, Prefix = bucket.Prefix };
        try
        {
            for (ListMultipartUploadsResponse? page = null; page is null || page.IsTruncated == true;)
            {
                page = await bucket.Retry.RunAsync(token => bucket.Client.ListMultipartUploadsAsync(request, token), cancellationToken);
                (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
                foreach (var upload in page.MultipartUploads ?? [])
                {
                    if (upload.Key.StartsWith(bucket.Prefix, StringComparison.Ordinal) && isOurs(S3Keys.Utf8.GetBytes(upload.Key[bucket.Prefix.Length..]), upload.UploadId))
                        await S3Parts.AbandonAsync(bucket, upload.Key, upload.UploadId);
                }
            }
        }
        catch (Exception e) when (e is AmazonS3Exception || S3Retry.IsTransient(e))
        {
            // Not everybody who may write may list uploads; a lifecycle rule of the bucket takes what stays.
        }
    }

    /// <inheritdoc/>
    /// <remarks>S3 answers when an object is safe.</remarks>
    public ValueTask SettleAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private string Key(ReadOnlyMemory<byte> path) => bucket.Key(path) ?? throw new ContentException("its key is not UTF-8, so no request can name it");
}
