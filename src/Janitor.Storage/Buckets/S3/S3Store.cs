using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Buckets.S3;

/// <summary>
/// A bucket on Amazon S3 or any server that speaks its protocol. Only current versions are listed, and a plain delete is all it sends: in a
/// versioned bucket nothing is lost, and object lock is respected.
/// </summary>
public sealed class S3Store : IContentStore
{
    /// <summary>How long a server may take to be reached at all.</summary>
    private static readonly TimeSpan ReachWithin = TimeSpan.FromSeconds(15);

    private readonly BucketConnection _bucket;

    /// <summary>Sets the store up; nothing is sent before it is opened.</summary>
    /// <param name="options">The bucket, and how to work on it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="chance">Numbers from 0 up to 1 that spread retries; the system's by default.</param>
    /// <exception cref="StoreException">The endpoint is no URL, the CA bundle no PEM, or there are no credentials.</exception>
    public S3Store(S3StoreOptions options, TimeProvider time, Func<double>? chance = null)
    {
        try
        {
            _bucket = new BucketConnection(options, time, chance ?? SystemChance);
        }
        catch (AmazonClientException e)
        {
            throw S3Errors.ToStoreException(e, options.Target, "use");
        }
    }

    /// <inheritdoc/>
    public string Description => $"bucket {_bucket.Name}/{_bucket.Prefix}";

    /// <inheritdoc/>
    public IContents Contents => new S3Contents(_bucket);

    /// <inheritdoc/>
    public async ValueTask<StoreStatus> OpenAsync(StoreUse use, CancellationToken cancellationToken)
    {
        try
        {
            var first = new ListObjectsV2Request { BucketName = _bucket.Name, Prefix = _bucket.Prefix, MaxKeys = 1, Encoding = EncodingType.Url };
            var listing = _bucket.Retry.RunAsync(token => _bucket.Client.ListObjectsV2Async(first, token), ReachWithin, cancellationToken);
            var notes = new List<string>();
            var versioned = IsVersionedAsync(notes, cancellationToken);
            // What is wrong with the bucket is told by the first.
            await Task.WhenAll(listing, versioned);
            _bucket.Versioned = await versioned;
            var protection = await ProtectionAsync(use, notes, cancellationToken);
            if (use == StoreUse.Add)
                _bucket.ComparesHashes = await ComparesHashesAsync(cancellationToken);
            return new StoreStatus { ServerTime = _bucket.Client.ServerTime, Protection = protection, Notes = notes };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw _bucket.Error(e, "list");
        }
    }

    /// <inheritdoc/>
    public Task ScanAsync(ReadOnlyMemory<byte> folder, IInventoryVisitor visitor, CancellationToken cancellationToken) =>
        new S3Listing(_bucket).RunAsync(folder.IsEmpty ? _bucket.Prefix : _bucket.Prefix + S3Keys.Utf8.GetString(folder.Span) + "/", visitor, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>?> TagsAsync(Item item, CancellationToken cancellationToken)
    {
        if (_bucket.Key(item.Path) is not { } key)
            return null;
        try
        {
            return await S3Tags.ReadAsync(_bucket, key, cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchKey")
        {
            return null;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotImplemented)
        {
            throw new NotSupportedException($"the server of bucket {_bucket.Name} has no object tags", e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw _bucket.Error(e, "read the tags of objects in");
        }
    }

    /// <inheritdoc/>
    public IStoreChanges BeginChanges(IOutcomeSink outcomes) => new S3Changes(_bucket, outcomes);

    /// <inheritdoc/>
    public IAsyncEnumerable<QuarantinedItem> QuarantinedAsync(CancellationToken cancellationToken) => S3Quarantine.ListAsync(_bucket, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Outcome> RestoreAsync(QuarantinedItem item, CancellationToken cancellationToken) =>
        await S3Quarantine.RestoreAsync(_bucket, item, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Outcome> PurgeAsync(QuarantinedItem item, CancellationToken cancellationToken) =>
        await S3Quarantine.PurgeAsync(_bucket, item, _bucket.Versioned ? 0 : item.Size, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _bucket.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static double SystemChance() => RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20);

    /// <summary>Whether deletes add markers. When that cannot be seen, nothing is promised to be freed.</summary>
    private async Task<bool> IsVersionedAsync(List<string> notes, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetBucketVersioningRequest { BucketName = _bucket.Name };
            var answer = await _bucket.Retry.RunAsync(token => _bucket.Client.GetBucketVersioningAsync(request, token), ReachWithin, cancellationToken);
            var status = answer.VersioningConfig?.Status;
            if (status == VersionStatus.Enabled)
                notes.Add("versioning is on: a delete adds a marker and frees no space");
            else if (status == VersionStatus.Suspended)
                notes.Add("versioning is suspended: older versions stay, and bytes freed are not counted");
            else
                return false;
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotImplemented)
        {
            return false;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Forbidden)
        {
            notes.Add("cannot see whether versioning is on (s3:GetBucketVersioning is not permitted): bytes freed are not counted");
            return true;
        }
    }

    private async Task<string> ProtectionAsync(StoreUse use, List<string> notes, CancellationToken cancellationToken)
    {
        var recheck = $"objects listed more than {_bucket.Options.RecheckAfter.TotalSeconds:0} s ago are looked at again right before they are deleted";
        // In a versioned bucket a probe would leave versions behind, which are never deleted here; and what a delete hides there is not lost.
        if (_bucket.Versioned)
            return "versions are kept; " + recheck;
        if (use != StoreUse.Change && ConditionalDeletes.Recall(_bucket) is null)
            return "not probed for conditional deletes: this run changes nothing that is there";
        try
        {
            _bucket.ChecksETags = await ConditionalDeletes.ProbeAsync(_bucket, cancellationToken);
        }
        catch (AmazonS3Exception e) when (!S3Retry.IsTransient(e))
        {
            notes.Add($"could not probe for conditional deletes below {_bucket.Reserved}: {S3Errors.Describe(e)}");
        }
        return _bucket.ChecksETags
            ? "conditional deletes: the server deletes an object only while its ETag is the listed one"
            : "the server was not seen to honour conditional deletes; " + recheck;
    }

    /// <summary>Whether what the server takes is what was sent. Not tried where a probe would leave a version behind.</summary>
    private async Task<bool> ComparesHashesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return !_bucket.Versioned && await SignedHashes.ProbeAsync(_bucket, cancellationToken);
        }
        catch (AmazonS3Exception e) when (!S3Retry.IsTransient(e))
        {
            // Whoever may not write below the reserved prefix has the server's digests to go by.
            return false;
        }
    }
}
