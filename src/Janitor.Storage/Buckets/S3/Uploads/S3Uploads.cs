using System.Buffers;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Storage.Buckets.S3.Presigning;

namespace Janitor.Storage.Buckets.S3.Uploads;

/// <summary>
/// Uploads by others. Each goes to a key of its own, <c>PREFIX.janitor/uploads/ID</c>, and comes to its place by a copy inside the server once it was verified: so no
/// upload, whatever is sent and however often, changes an object that is there.
/// </summary>
public sealed class S3Uploads
{
    /// <summary>What is larger than this goes in parts.</summary>
    public const long LargestAtOnce = 64L << 20;

    private const string DefaultType = "application/octet-stream";
    private const int LeastPart = 16 << 20;
    private const int ReadAtOnce = 128 << 10;

    private readonly BucketConnection _bucket;
    private readonly S3Presigner _presigner;
    private readonly S3Calls _calls;

    internal S3Uploads(BucketConnection bucket, S3Presigner presigner, S3Calls calls) => (_bucket, _presigner, _calls) = (bucket, presigner, calls);

    private string Folder => _bucket.Reserved + "uploads/";

    /// <summary>Begins an upload in parts, where the content is too large for one request.</summary>
    /// <returns>The server's id of it; null for one request.</returns>
    public Task<string?> BeginAsync(Guid id, long size, string? contentType, CancellationToken cancellationToken) => size <= LargestAtOnce
        ? Task.FromResult<string?>(null)
        : _calls.RunAsync<string?>(
            "upload to",
            async token =>
            {
                var begin = new InitiateMultipartUploadRequest { BucketName = _bucket.Name, Key = Place(id), ContentType = contentType ?? DefaultType };
                return (await _bucket.Client.InitiateMultipartUploadAsync(begin, token)).UploadId;
            },
            cancellationToken);

    /// <summary>Signs the requests that an uploader sends.</summary>
    /// <param name="reservation">What was promised.</param>
    /// <param name="lifetime">How long they are good for: 1 s to 7 days.</param>
    public async Task<UploadOffer> SignAsync(Reservation reservation, TimeSpan lifetime)
    {
        if (reservation.UploadId is not { } upload)
            return new UploadOffer(null, [await _presigner.PutAsync(Place(reservation.Id), reservation.Size, reservation.Sha256, reservation.ContentType ?? DefaultType, lifetime)], reservation.Size);
        var partSize = S3Parts.SizeFor(reservation.Size, LeastPart);
        var parts = new List<PresignedRequest>();
        for (var start = 0L; start < reservation.Size; start += partSize)
            parts.Add(await _presigner.PartAsync(Place(reservation.Id), upload, parts.Count + 1, Math.Min(partSize, reservation.Size - start), lifetime));
        return new UploadOffer(upload, parts, partSize);
    }

    /// <summary>Puts the parts together. That there is no such upload any more is no error: it may have been done before.</summary>
    /// <returns>Null when it was done; what is wrong with the parts otherwise.</returns>
    public Task<string?> AssembleAsync(Reservation reservation, IEnumerable<UploadedPart> parts, CancellationToken cancellationToken) => _calls.RunAsync<string?>(
        "upload to",
        async token =>
        {
            var end = new CompleteMultipartUploadRequest { BucketName = _bucket.Name, Key = Place(reservation.Id), UploadId = reservation.UploadId };
            end.AddPartETags(parts.OrderBy(part => part.Number).Select(part => new PartETag(part.Number, part.ETag)));
            try
            {
                await _bucket.Client.CompleteMultipartUploadAsync(end, token);
                return null;
            }
            catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchUpload")
            {
                return null;
            }
            catch (AmazonS3Exception e) when (e.ErrorCode is "InvalidPart" or "InvalidPartOrder" or "EntityTooSmall" or "MalformedXML")
            {
                return S3Errors.Describe(e);
            }
        },
        cancellationToken);

    /// <summary>Compares what was uploaded with what was promised; reads it where the server did not compute its SHA-256.</summary>
    public async Task<VerifiedUpload> VerifyAsync(Reservation reservation, CancellationToken cancellationToken)
    {
        var request = new GetObjectMetadataRequest { BucketName = _bucket.Name, Key = Place(reservation.Id), ChecksumMode = ChecksumMode.ENABLED };
        if (await _calls.FindAsync("read", token => _bucket.Client.GetObjectMetadataAsync(request, token), cancellationToken) is not { } head)
            return new VerifiedUpload(UploadVerdict.Missing, "nothing was uploaded");
        if (head.ContentLength != reservation.Size)
            return new VerifiedUpload(UploadVerdict.Wrong, $"{head.ContentLength} bytes were uploaded, and {reservation.Size} were promised");
        var promised = Convert.ToBase64String(reservation.Sha256.Span);
        // A checksum of checksums (of parts) has a number after a dash, and is no SHA-256 of the content.
        var computed = head.ChecksumSHA256 is { Length: > 0 } told && !told.Contains('-', StringComparison.Ordinal)
            ? told
            : await HashAsync(Place(reservation.Id), head.ETag, cancellationToken);
        return computed switch
        {
            null => new VerifiedUpload(UploadVerdict.Wrong, "it was overwritten while it was read"),
            _ when computed == promised => new VerifiedUpload(UploadVerdict.Good, string.Empty) { ETag = head.ETag },
            _ => new VerifiedUpload(UploadVerdict.Wrong, $"the SHA-256 of what was uploaded is {Convert.ToHexStringLower(Convert.FromBase64String(computed))}"),
        };
    }

    /// <summary>Copies what was verified to its place.</summary>
    /// <returns>What is there then; null when what was verified is gone, or was overwritten since.</returns>
    public async Task<StoredObject?> PlaceAsync(Reservation reservation, VerifiedUpload verified, CancellationToken cancellationToken)
    {
        var key = _bucket.Key(reservation.Key)!;
        var source = new GetObjectMetadataResponse { ContentLength = reservation.Size, ETag = verified.ETag };
        source.Headers.ContentType = reservation.ContentType ?? DefaultType;
        try
        {
            await _calls.RunLongAsync(
                "copy inside",
                async token =>
                {
                    await new S3Copy(_bucket).RunAsync(Place(reservation.Id), key, source, overwrite: true, token);
                    return true;
                },
                cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
        {
            return null;
        }

        return await _calls.HeadAsync(key, cancellationToken) is { } stored && stored.Size == reservation.Size ? stored : null;
    }

    /// <summary>Removes what was uploaded, if anything was.</summary>
    public async Task DiscardAsync(Guid id, string? uploadId, CancellationToken cancellationToken)
    {
        if (uploadId is not null)
            await _calls.FindAsync("abort an upload to", token => _bucket.Client.AbortMultipartUploadAsync(_bucket.Name, Place(id), uploadId, token), cancellationToken);
        await _calls.FindAsync("delete from", token => _bucket.Client.DeleteObjectAsync(_bucket.Name, Place(id), token), cancellationToken);
    }

    /// <summary>Lists what was uploaded, or begun to be, at least so long ago; by the server's clock.</summary>
    /// <param name="age">How long ago.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async IAsyncEnumerable<LeftUpload> ListAsync(TimeSpan age, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = (_bucket.Time.GetUtcNow() + await _calls.ClockSkewAsync(cancellationToken) - age).UtcDateTime;
        var objects = new ListObjectsV2Request { BucketName = _bucket.Name, Prefix = Folder };
        do
        {
            var page = await _calls.RunAsync("list", token => _bucket.Client.ListObjectsV2Async(objects, token), cancellationToken);
            foreach (var item in page.S3Objects ?? [])
            {
                if (item.LastModified?.ToUniversalTime() < before && IdOf(item.Key) is { } id)
                    yield return new LeftUpload(id, null);
            }

            objects.ContinuationToken = page.NextContinuationToken;
        }
        while (!string.IsNullOrEmpty(objects.ContinuationToken));

        var begun = new ListMultipartUploadsRequest { BucketName = _bucket.Name, Prefix = Folder };
        for (var more = true; more;)
        {
            var page = await _calls.RunAsync("list the uploads to", token => _bucket.Client.ListMultipartUploadsAsync(begun, token), cancellationToken);
            foreach (var upload in page.MultipartUploads ?? [])
            {
                if (upload.Initiated?.ToUniversalTime() < before && IdOf(upload.Key) is { } id)
                    yield return new LeftUpload(id, upload.UploadId);
            }

            (more, begun.KeyMarker, begun.UploadIdMarker) = (page.IsTruncated == true, page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }

    private Guid? IdOf(string key) => key.StartsWith(Folder, StringComparison.Ordinal) && Guid.TryParseExact(key.AsSpan(Folder.Length), "N", out var id) ? id : null;

    private string Place(Guid id) => Folder + id.ToString("N");

    /// <summary>The SHA-256 of an object's content in Base64; null when it is not the one with this ETag any more.</summary>
    private Task<string?> HashAsync(string key, string etag, CancellationToken cancellationToken) => _calls.RunLongAsync<string?>(
        "read",
        async token =>
        {
            var request = new GetObjectRequest { BucketName = _bucket.Name, Key = key, EtagToMatch = etag };
            var buffer = ArrayPool<byte>.Shared.Rent(ReadAtOnce);
            try
            {
                using var answer = await _bucket.Client.GetObjectAsync(request, token);
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                while (await answer.ResponseStream.ReadAsync(buffer, token) is > 0 and var count)
                    hash.AppendData(buffer, 0, count);
                return Convert.ToBase64String(hash.GetHashAndReset());
            }
            catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
            {
                return null;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        },
        cancellationToken);
}
