using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Buckets.S3;

/// <summary>
/// An object that is being read, in ranges and only while its ETag is the given one. The answer that opened it is also the first range, so that a
/// small object takes a single request.
/// </summary>
internal sealed class S3Content : IContent
{
    /// <summary>How much the answer that opens an object holds, in bytes.</summary>
    private const int FirstRange = 8 << 20;

    private readonly BucketConnection _bucket;
    private readonly string _key;
    private readonly string? _etag;
    private GetObjectResponse? _first;

    private S3Content(BucketConnection bucket, string key, long size, string? etag, GetObjectResponse first, ContentMetadata metadata)
    {
        (_bucket, _key, Size, _etag, _first) = (bucket, key, size, etag, first);
        Metadata = metadata;
    }

    /// <inheritdoc/>
    public long Size { get; }

    /// <inheritdoc/>
    public int PartSize => FirstRange;

    /// <inheritdoc/>
    public ContentMetadata Metadata { get; }

    /// <exception cref="ContentException">It has gone or changed, or cannot be read.</exception>
    public static async Task<S3Content> OpenAsync(BucketConnection bucket, string key, long size, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            var request = Request(bucket, key, etag, size > FirstRange ? new ByteRange(0, FirstRange - 1) : null);
            var first = await bucket.Retry.RunAsync(token => bucket.Client.GetObjectAsync(request, token), cancellationToken);
            try
            {
                if (size <= FirstRange && first.ContentLength != size)
                    throw new ContentException("it has changed since it was listed; run again");
                var tags = first.TagCount > 0 ? await S3Tags.ReadAsync(bucket, key, cancellationToken) : [];
                return new S3Content(bucket, key, size, etag, first, S3Metadata.Read(first, tags));
            }
            catch
            {
                first.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is not ContentException && !cancellationToken.IsCancellationRequested)
        {
            throw Problem(e);
        }
    }

    /// <summary>An object as it was just seen.</summary>
    public static Item ToItem(ReadOnlyMemory<byte> path, long size, string etag, DateTime? modified) => new()
    {
        Path = path,
        Size = size,
        Reclaimable = size,
        ModifiedAt = modified is { } time ? S3Time.Nanoseconds(time) : Item.NoTime,
        CreatedAt = Item.NoTime,
        AccessedAt = Item.NoTime,
        Identity = new ItemIdentity { ETag = etag },
    };

    /// <inheritdoc/>
    public async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (offset == 0 && Interlocked.Exchange(ref _first, null) is { } first && await TryReadAsync(first, buffer, cancellationToken))
            return;
        if (buffer.IsEmpty)
            return;
        try
        {
            var request = Request(_bucket, _key, _etag, new ByteRange(offset, offset + buffer.Length - 1));
            await _bucket.Retry.RunAsync(
                async token =>
                {
                    using var answer = await _bucket.Client.GetObjectAsync(request, token);
                    await answer.ResponseStream.ReadExactlyAsync(buffer, token);
                    return true;
                },
                cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Problem(e);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Each range was asked for with the ETag.</remarks>
    public void EnsureUnchanged()
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _first, null)?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads from the answer that opened the object; false when it holds too little, or broke off.</summary>
    private static async Task<bool> TryReadAsync(GetObjectResponse first, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var answer = first;
        try
        {
            if (answer.ContentLength < buffer.Length)
                return false;
            await answer.ResponseStream.ReadExactlyAsync(buffer, cancellationToken);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && S3Retry.IsTransient(e))
        {
            return false;
        }
    }

    private static GetObjectRequest Request(BucketConnection bucket, string key, string? etag, ByteRange? range) =>
        new() { BucketName = bucket.Name, Key = key, EtagToMatch = etag, ByteRange = range };

    private static ContentException Problem(Exception error) => error switch
    {
        AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed } => new("it has changed since it was listed; run again", error),
        AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } => new("it has gone since it was listed", error),
        _ => new($"it cannot be read: {S3Errors.Describe(error)}", error),
    };
}
