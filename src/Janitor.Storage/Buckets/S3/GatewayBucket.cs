using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Engine.Inventory;
using Janitor.Storage.Buckets.S3.Presigning;
using Janitor.Storage.Buckets.S3.Uploads;

namespace Janitor.Storage.Buckets.S3;

/// <summary>A bucket as the gateway works on it: object by object, for somebody who waits. Every failure is a <see cref="StoreException"/>.</summary>
public sealed class GatewayBucket : IDisposable
{
    private readonly BucketConnection _bucket;
    private readonly S3Presigner _presigner;
    private readonly S3Calls _calls;

    /// <summary>Sets it up; nothing is sent before something is asked for.</summary>
    /// <param name="options">The bucket.</param>
    /// <param name="time">The clock.</param>
    /// <param name="chance">Numbers from 0 up to 1 that spread retries.</param>
    /// <exception cref="StoreException">The endpoint is no URL, the CA bundle no PEM, or there are no credentials.</exception>
    public GatewayBucket(S3StoreOptions options, TimeProvider time, Func<double> chance)
    {
        try
        {
            _bucket = new BucketConnection(options, time, chance);
        }
        catch (AmazonClientException e)
        {
            throw S3Errors.ToStoreException(e, options.Target, "use");
        }

        _calls = new S3Calls(_bucket);
        _presigner = new S3Presigner(_bucket, _calls);
        Uploads = new S3Uploads(_bucket, _presigner, _calls);
    }

    /// <summary>Uploads by others.</summary>
    public S3Uploads Uploads { get; }

    /// <summary>Whether the server has once refused the credentials: they may have been rotated.</summary>
    public bool WasRefused => _calls.WasRefused;

    /// <summary>Signs a download.</summary>
    /// <param name="path">The key below the target's prefix.</param>
    /// <param name="lifetime">How long it is good for: 1 s to 7 days.</param>
    public Task<PresignedRequest> PresignDownloadAsync(ReadOnlyMemory<byte> path, TimeSpan lifetime) => _presigner.GetAsync(_bucket.Key(path)!, lifetime);

    /// <summary>An object; null when there is none.</summary>
    /// <param name="path">The key below the target's prefix.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<StoredObject?> FindAsync(ReadOnlyMemory<byte> path, CancellationToken cancellationToken) => _calls.HeadAsync(_bucket.Key(path)!, cancellationToken);

    /// <summary>Opens an object's content; null when there is none. Whoever has it disposes it.</summary>
    /// <param name="path">The key below the target's prefix.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Stream?> OpenReadAsync(ReadOnlyMemory<byte> path, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _bucket.Name, Key = _bucket.Key(path)! };
        return (await _calls.FindAsync("read", token => _bucket.Client.GetObjectAsync(request, token), cancellationToken))?.ResponseStream;
    }

    /// <summary>Reads a small object's content at once.</summary>
    /// <param name="path">The key below the target's prefix.</param>
    /// <param name="most">The bytes of the largest that is read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether there is such an object, and its content; null when it is larger.</returns>
    public async Task<(bool IsThere, byte[]? Content)> ReadSmallAsync(ReadOnlyMemory<byte> path, int most, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _bucket.Name, Key = _bucket.Key(path)! };
        using var answer = await _calls.FindAsync("read", token => _bucket.Client.GetObjectAsync(request, token), cancellationToken);
        if (answer is null || answer.ContentLength > most)
            return (answer is not null, null);
        var content = new byte[answer.ContentLength];
        await answer.ResponseStream.ReadExactlyAsync(content, cancellationToken);
        return (true, content);
    }

    /// <summary>Deletes an object; that there is none is no error.</summary>
    /// <param name="path">The key below the target's prefix.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null when it is gone; why not otherwise.</returns>
    public async Task<string?> DeleteAsync(ReadOnlyMemory<byte> path, CancellationToken cancellationToken)
    {
        try
        {
            await _calls.FindAsync("delete from", token => _bucket.Client.DeleteObjectAsync(_bucket.Name, _bucket.Key(path)!, token), cancellationToken);
            return null;
        }
        catch (StoreException e) when (e.InnerException is AmazonS3Exception { ErrorCode: "AccessDenied" } refusal)
        {
            return S3Errors.Describe(refusal);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bucket.Dispose();
}
