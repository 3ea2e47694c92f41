using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Buckets.S3;

/// <summary>An object that is written in parts, several at once.</summary>
internal sealed class S3IncomingParts : IIncomingContent
{
    /// <summary>That of an object of unknown length, in bytes: ten thousand of them are 80 GB, and some at once do not fill a small worker's memory.</summary>
    private const int PartOfUnknown = 8 << 20;

    private readonly BucketConnection _bucket;
    private readonly IncomingObject _place;
    private readonly string _upload;
    private readonly PartETag[] _parts;
    private long _size;
    private int _count;
    private int _vouched;
    private int _vouchedBySha256;
    private string? _etag;
    private bool _kept;

    private S3IncomingParts(BucketConnection bucket, IncomingObject place, string upload)
    {
        (_bucket, _place, _upload) = (bucket, place, upload);
        PartSize = place.Size is { } size ? (int)S3Parts.SizeFor(size, S3Incoming.Part) : PartOfUnknown;
        _parts = new PartETag[place.Size is { } known ? (known + PartSize - 1) / PartSize : S3Parts.Most];
    }

    /// <inheritdoc/>
    public int PartSize { get; }

    /// <inheritdoc/>
    public long Longest => (long)PartSize * _parts.Length;

    /// <inheritdoc/>
    public string? Trace => _upload;

    private string[] ETags => [.. _parts.Take(_count).Select(part => part.ETag)];

    /// <exception cref="ContentException">The server refuses it.</exception>
    public static async Task<S3IncomingParts> BeginAsync(BucketConnection bucket, IncomingObject place, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = bucket.Name, Key = place.Key };
        if (!SentPart.IsCompared(place, bucket))
            request.ChecksumAlgorithm = ChecksumAlgorithm.SHA256;
        S3Metadata.Write(place.Metadata, request.Headers, request.Metadata);
        try
        {
            // Not broken off: an upload that nobody knows of would stay.
            var answer = await bucket.Retry.RunAsync(_ => bucket.Client.InitiateMultipartUploadAsync(request, CancellationToken.None), cancellationToken);
            return new S3IncomingParts(bucket, place, answer.UploadId);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw S3Incoming.Refused(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        var number = (int)(offset / PartSize) + 1;
        var sent = new SentPart(part.Span, _place, _bucket);
        try
        {
            var answer = await _bucket.Retry.RunAsync(token => _bucket.Client.UploadPartAsync(Request(number, part, sent.Checksum), token), cancellationToken);
            _parts[number - 1] = new PartETag(answer);
            Interlocked.Increment(ref _count);
            Interlocked.Add(ref _size, part.Length);
            if (sent.IsVouchedBy(answer.ChecksumSHA256, answer.ETag))
                Interlocked.Increment(ref _vouched);
            if (answer.ChecksumSHA256 is { } told && told == sent.Checksum)
                Interlocked.Increment(ref _vouchedBySha256);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw S3Incoming.Refused(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IContent?> FinishAsync(CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = _bucket.Name,
            Key = _place.Key,
            UploadId = _upload,
            PartETags = [.. _parts.Take(_count)],
            IfNoneMatch = _place.IfNoneMatch,
        };
        try
        {
            _etag = await CompleteAsync(request, cancellationToken);
            await S3Tags.WriteAsync(_bucket, _place.Key, _place.Metadata.Tags, cancellationToken);
        }
        catch (Exception e) when (e is not ContentException && !cancellationToken.IsCancellationRequested)
        {
            throw S3Incoming.Refused(e);
        }

        var isVouched = _vouchedBySha256 == _count || (_vouched == _count && SentPart.AreWhole(ETags, _etag));
        return isVouched ? null : await S3Content.OpenAsync(_bucket, _place.Key, _size, _etag, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Item> KeepAsync(CancellationToken cancellationToken)
    {
        _kept = true;
        return ValueTask.FromResult(S3Content.ToItem(_place.Path, _size, _etag!, modified: null));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_etag is null)
            await S3Parts.AbandonAsync(_bucket, _place.Key, _upload);
        else if (!_kept)
            await S3Incoming.RemoveAsync(_bucket, _place.Key, _etag);
    }

    /// <returns>The object's ETag.</returns>
    private async Task<string> CompleteAsync(CompleteMultipartUploadRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _bucket.Retry.RunAsync(token => _bucket.Client.CompleteMultipartUploadAsync(request, token), cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
        {
            // The answer to a request that succeeded may have been lost: then there is no such upload any more, and our parts are in its place.
            if (await _bucket.HeadAsync(_place.Key, cancellationToken) is not { } there || there.ContentLength != _size || !SentPart.AreWhole(ETags, there.ETag))
                throw;
            return there.ETag;
        }

        // Ceph writes another ETag into its answer than it tells afterwards.
        return (await _bucket.HeadAsync(_place.Key, cancellationToken))?.ETag ?? throw new ContentException("it has gone right after it was written");
    }

    private UploadPartRequest Request(int number, ReadOnlyMemory<byte> part, string? checksum) => new()
    {
        BucketName = _bucket.Name,
        Key = _place.Key,
        UploadId = _upload,
        PartNumber = number,
        PartSize = part.Length,
        InputStream = PartStream.Of(part),
        UseChunkEncoding = false,
        ChecksumSHA256 = checksum,
    };
}
