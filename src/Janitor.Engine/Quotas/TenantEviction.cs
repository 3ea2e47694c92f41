using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Engine.Quotas;

/// <summary>
/// Brings a tenant down to the warning threshold of its limit by removing its oldest items: a run of a RetentionPolicy with one capacity rule, on a store in which only
/// that tenant's items are. Bytes alone are brought down: a capacity rule knows no number of items.
/// </summary>
/// <param name="quota">The quota, valid.</param>
/// <param name="time">The clock.</param>
public sealed class TenantEviction(StorageQuota quota, TimeProvider time)
{
    /// <summary>The name that its only rule goes by in reports.</summary>
    public const string Rule = "evict-oldest";

    /// <summary>Whether a tenant can be brought below its limit so.</summary>
    public static bool Serves(TenantOverLimit tenant) => tenant.Limit.Size is { } size && tenant.Bytes > size.Value;

    /// <summary>Runs it. Whatever goes wrong is in the report; nothing of it throws.</summary>
    /// <param name="tenant">The tenant, whom it serves.</param>
    /// <param name="tenants">Whose an item is.</param>
    /// <param name="store">The quota's target, not yet opened.</param>
    /// <param name="most">How many items may go: 1 or more.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    public Task<RunReport> ExecuteAsync(TenantOverLimit tenant, ITenants tenants, IStore store, long most, CancellationToken cancellationToken) =>
        new RetentionRun(PolicyFor(tenant, most), new TenantStore(store, tenants, tenant.Name), null, time).ExecuteAsync(new RunOptions(), cancellationToken);

    private RetentionPolicy PolicyFor(TenantOverLimit tenant, long most)
    {
        var (limit, evict) = (tenant.Limit.Size!.Value, quota.Spec.Evict);
        var threshold = new Quantity((long)(limit.Value * quota.Spec.Thresholds.Warning.Value / 100));
        return new RetentionPolicy
        {
            Metadata = new() { Name = quota.Metadata.Name, Namespace = quota.Metadata.Namespace },
            Spec = new RetentionPolicySpec
            {
                Mode = evict.Mode,
                Target = quota.Spec.Target,
                Rules = [new Rule { Name = Rule, Capacity = new CapacityRule { Above = new Amount(limit, null), DownTo = new Amount(threshold, null) } }],
                Limits = new Limits { MaxDeletions = most, MaxDeletePercent = evict.MaxDeletePercent, MinAge = evict.MinAge, PerSecond = evict.PerSecond },
            },
        };
    }
}
