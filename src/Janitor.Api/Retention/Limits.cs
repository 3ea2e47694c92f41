using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Retention;

/// <summary>How much one run may do, and how fast.</summary>
public sealed record Limits
{
    /// <summary>At most this many items are deleted or moved a run, 1 to 1,000,000,000; the rest waits for the next run. 10,000 by default.</summary>
    [Range(1, 1_000_000_000)]
    public long MaxDeletions { get; set; } = 10_000;

    /// <summary>
    /// A run whose whole plan would delete or move more than this share of the items in the target changes nothing and fails.
    /// When absent: 50% for what rules that rely on the catalog select, in targets of 100 items and more; no bound for other rules.
    /// </summary>
    public Percentage? MaxDeletePercent { get; set; }

    /// <summary>Items modified more recently than this are left alone by every rule; none by default.</summary>
    public Duration? MinAge { get; set; }

    /// <summary>When the volume has less free space than this, items go in the order of a capacity rule until it has. Volumes only.</summary>
    public Quantity? MinFree { get; set; }

    /// <summary>Keys a bulk delete request carries, 1 to 1,000; 1,000 by default. Buckets only.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 1000;

    /// <summary>
    /// Directories, or requests, worked on at once, 1 to 256. By default the number of cores for volumes; for buckets 4 bulk deletes, and 16 of other
    /// requests.
    /// </summary>
    [Range(1, 256)]
    public int? Concurrency { get; set; }

    /// <summary>At most this many items are deleted or moved a second, 1 to 1,000,000; unlimited by default.</summary>
    [Range(1, 1_000_000)]
    public int? PerSecond { get; set; }
}
