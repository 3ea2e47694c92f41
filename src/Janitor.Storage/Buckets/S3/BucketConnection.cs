using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Api;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Buckets.S3;

/// <summary>The bucket as all parts of the store use it.</summary>
internal sealed class BucketConnection : IDisposable
{
    public BucketConnection(S3StoreOptions options, TimeProvider time, Func<double> chance)
    {
        Options = options;
        Time = time;
        Retry = new S3Retry(time, chance);
        Client = S3Client.Create(options);
    }

    public S3StoreOptions Options { get; }

    public BucketTarget Target => Options.Target;

    public string Name => Target.Name;

    public string Prefix => Target.Prefix;

    /// <summary>What Janitor keeps for itself: <c>PREFIX.janitor/</c>.</summary>
    public string Reserved => Prefix + IStore.ReservedFolder + "/";

    public TimeProvider Time { get; }

    public S3Retry Retry { get; }

    public S3Client Client { get; }

    /// <summary>By which what was learnt of its server is found again.</summary>
    public (string? Endpoint, string Region, string Bucket) Id => (Target.Endpoint, Target.Region, Name);

    /// <summary>Whether a delete only adds a marker, so that nothing is freed; known after the store was opened.</summary>
    public bool Versioned { get; set; }

    /// <summary>Whether the server was seen to delete an object only while its ETag is the given one.</summary>
    public bool ChecksETags { get; set; }

    /// <summary>Whether the server was seen to refuse what differs from the SHA-256 in a request's signature.</summary>
    public bool ComparesHashes { get; set; }

    public StoreException Error(Exception error, string doing) => S3Errors.ToStoreException(error, Target, doing);

    /// <summary>The whole key of what lies at a path below the target; null when the bytes are not UTF-8, as every key must be.</summary>
    public string? Key(ReadOnlyMemory<byte> path)
    {
        try
        {
            return Prefix + S3Keys.Utf8.GetString(path.Span);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>An object's ETag, size, time and metadata; null when there is none.</summary>
    public async Task<GetObjectMetadataResponse?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await Retry.RunAsync(token => Client.GetObjectMetadataAsync(Name, key, token), cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Whether an object is still what was listed. HEAD's time has whole seconds only.</summary>
    public static bool IsSame(GetObjectMetadataResponse now, Item listed) =>
        now.ETag == listed.Identity.ETag
        && now.ContentLength == listed.Size
        && now.LastModified is { } modified
        && S3Time.Nanoseconds(modified) / S3Time.Second == listed.ModifiedAt / S3Time.Second;

    public void Dispose() => Client.Dispose();
}
