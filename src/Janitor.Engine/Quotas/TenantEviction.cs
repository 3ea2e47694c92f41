using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Engine.Quotas;

/// <summary>
/// Brings a tenant down to the warning threshold of its limit by removing its oldest items: a run of a RetentionPolicy with a capacity rule for each
/// of its limits, on a store in which only that tenant's items are.
/// </summary>
/// <param name="quota">The quota, valid.</param>
/// <param name="time">The clock.</param>
public sealed class TenantEviction(StorageQuota quota, TimeProvider time)
{
    /// <summary>The name that its rules go by in reports: as one.</summary>
    public const string Rule = "evict-oldest";

    /// <summary>The names of its rules, by their index in its reports: bytes and objects have one each.</summary>
    public static IReadOnlyList<string> Rules { get; } = [Rule, Rule];

    /// <summary>Runs it. Whatever goes wrong is in the report; nothing of it throws.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="tenants">Whose an item is.</param>
    /// <param name="store">The quota's target, not yet opened.</param>
    /// <param name="most">How many items may go: 1 or more.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    public Task<RunReport> ExecuteAsync(TenantOverLimit tenant, ITenants tenants, IStore store, long most, CancellationToken cancellationToken) =>
        new RetentionRun(PolicyFor(tenant, most), new TenantStore(store, tenants, tenant.Name), null, time).ExecuteAsync(new RunOptions(), cancellationToken);

    private RetentionPolicy PolicyFor(TenantOverLimit tenant, long most)
    {
        var evict = quota.Spec.Evict;
        Rule?[] rules = [RuleFor(CapacityMeasure.Size, tenant.Limit.Size), RuleFor(CapacityMeasure.Items, tenant.Limit.Objects)];
        return new RetentionPolicy
        {
            Metadata = new() { Name = quota.Metadata.Name, Namespace = quota.Metadata.Namespace },
            Spec = new RetentionPolicySpec
            {
                Mode = evict.Mode,
                Target = quota.Spec.Target,
                Rules = [.. rules.OfType<Rule>()],
                Limits = new Limits { MaxDeletions = most, MaxDeletePercent = evict.MaxDeletePercent, MinAge = evict.MinAge, PerSecond = evict.PerSecond },
            },
        };
    }

    private Rule? RuleFor(CapacityMeasure measure, Quantity? limit)
    {
        if (limit is not { } most)
            return null;
        var threshold = new Quantity((long)Math.Ceiling(most.Value * quota.Spec.Thresholds.Warning.Value / 100));
        return new Rule { Name = Rule, Capacity = new CapacityRule { Measure = measure, Above = new Amount(most, null), DownTo = new Amount(threshold, null) } };
    }
}
