using Janitor.Api.Retention;
using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>How a tenant's oldest items are removed when it is above its limit.</summary>
public sealed record EvictionOptions
{
    /// <summary>DryRun (the default) tells what would go and changes nothing; Enforce removes it.</summary>
    public RunMode Mode { get; set; } = RunMode.DryRun;

    /// <summary>At most this many items of all tenants go after one measurement, 1 to 1,000,000,000; the rest waits for the next. 10,000 by default.</summary>
    [Range(1, 1_000_000_000)]
    public long MaxDeletions { get; set; } = 10_000;

    /// <summary>Of a tenant of whom more than this share of items would go nothing goes; no bound when absent.</summary>
    public Percentage? MaxDeletePercent { get; set; }

    /// <summary>Items modified more recently than this stay, whatever the limit; none by default.</summary>
    public Duration? MinAge { get; set; }

    /// <summary>At most this many items go a second, 1 to 1,000,000; unlimited by default.</summary>
    [Range(1, 1_000_000)]
    public int? PerSecond { get; set; }
}
