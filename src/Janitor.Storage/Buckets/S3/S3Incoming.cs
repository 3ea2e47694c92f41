using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Buckets.S3;

/// <summary>An object that is written by one request.</summary>
internal sealed class S3Incoming(BucketConnection bucket, IncomingObject place) : IIncomingContent
{
    /// <summary>The largest object that goes as one, and the smallest part of others, in bytes: the least that the protocol allows.</summary>
    public const int Part = 5 << 20;

    private string? _etag;
    private bool _vouched;
    private bool _kept;

    /// <inheritdoc/>
    public int PartSize => Part;

    /// <inheritdoc/>
    public long Longest => Part;

    /// <inheritdoc/>
    public string? Trace => null;

    /// <summary>Whether an object goes as one.</summary>
    public static bool FitsOnePart(long size) => size <= Part;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        var sent = new SentPart(part.Span, place, bucket);
        var attempts = 0;
        try
        {
            var answer = await bucket.Retry.RunAsync(
                token =>
                {
                    attempts++;
                    return bucket.Client.PutObjectAsync(Request(part, sent.Checksum), token);
                },
                cancellationToken);
            (_etag, _vouched) = (answer.ETag, sent.IsVouchedBy(answer.ChecksumSHA256, answer.ETag));
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            throw new ContentException(
                attempts > 1 ? "an answer was lost, and something is at its place; the next run compares it" : "something of its name has come there; the next run compares it", e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refused(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IContent?> FinishAsync(CancellationToken cancellationToken) =>
        _vouched ? null : await S3Content.OpenAsync(bucket, place.Key, place.Size!.Value, _etag, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Item> KeepAsync(CancellationToken cancellationToken)
    {
        _kept = true;
        return ValueTask.FromResult(S3Content.ToItem(place.Path, place.Size!.Value, _etag!, modified: null));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_kept && _etag is not null)
            await RemoveAsync(bucket, place.Key, _etag);
    }

    /// <summary>Removes what was written and not verified, unless somebody has written there since. Tried once: the next run compares what stays.</summary>
    public static async Task RemoveAsync(BucketConnection bucket, string key, string etag)
    {
        try
        {
            if ((await bucket.HeadAsync(key, CancellationToken.None))?.ETag == etag)
                await bucket.Client.DeleteObjectAsync(bucket.Name, key, CancellationToken.None);
        }
        catch (Exception e) when (e is AmazonS3Exception || S3Retry.IsTransient(e))
        {
            // What made it stay concerns it alone, and is told already.
        }
    }

    /// <summary>What the user is told when an object cannot be written.</summary>
    public static ContentException Refused(Exception error) => new($"it cannot be written: {S3Errors.Describe(error)}", error);

    private PutObjectRequest Request(ReadOnlyMemory<byte> part, string? checksum)
    {
        var request = new PutObjectRequest
        {
            BucketName = bucket.Name,
            Key = place.Key,
            InputStream = PartStream.Of(part),
            // Whole, so that its SHA-256 is in the signature, and compared by every server.
            UseChunkEncoding = false,
            ChecksumSHA256 = checksum,
            IfNoneMatch = place.IfNoneMatch,
            TagSet = S3Tags.SetOf(place.Metadata.Tags),
        };
        S3Metadata.Write(place.Metadata, request.Headers, request.Metadata);
        return request;
    }
}
