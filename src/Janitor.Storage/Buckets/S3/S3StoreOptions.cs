using Janitor.Api;

namespace Janitor.Storage.Buckets.S3;

/// <summary>What an <see cref="S3Store"/> works on, and how.</summary>
public sealed record S3StoreOptions
{
    /// <summary>The bucket, its prefix and its server.</summary>
    public required BucketTarget Target { get; init; }

    /// <summary>The values of the target's Secret; null (the default) uses the SDK's own chain: environment, web identity, instance profile.</summary>
    public S3Credentials? Credentials { get; init; }

    /// <summary>Certificate authorities in PEM, trusted in place of the system's; null (the default) for the system's.</summary>
    public string? CaBundlePem { get; init; }

    /// <summary>Requests for one object (looks, copies) in flight at once, 1 or more; 16 by default.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>
    /// Bulk deletes in flight at once, 1 or more; 4 by default: a server takes the keys of each apart and works on many at once itself, and 4 times
    /// 1,000 keys are more than the 3,500 a second that AWS allows a prefix.
    /// </summary>
    public int BulkDeletes { get; init; } = 4;

    /// <summary>Keys in one bulk delete, 1 to 1,000 (the protocol's limit); 1,000 by default.</summary>
    public int BatchSize { get; init; } = 1000;

    /// <summary>
    /// Where the server does not check ETags on deletes: how old a listing may be before its objects are looked at again; 30 s by default.
    /// </summary>
    public TimeSpan RecheckAfter { get; init; } = TimeSpan.FromSeconds(30);
}
