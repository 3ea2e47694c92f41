using System.Text.Json.Serialization;
using Janitor.Api.Retention;
using Janitor.Kubernetes.CustomResources;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Quotas;

/// <summary>What a <see cref="StorageQuota"/> has measured.</summary>
public sealed record StorageQuotaStatus : IConditionedStatus
{
    /// <summary>The generation of the spec that all of this speaks of; -1 (the default) before it was first looked at.</summary>
    public long ObservedGeneration { get; set; } = -1;

    /// <summary>
    /// Ready: the spec is accepted and what it depends on can be reached. QuotaExceeded: a tenant is above its limit. Enforced: what <c>spec.enforcement</c> asks for
    /// is done; absent with Report. Verified: what is stored is what was booked. Reconciling and Stalled exist only while true.
    /// </summary>
    [ListType("type")]
    [Items(0, 20)]
    public IReadOnlyList<Condition> Conditions { get; set; } = [];

    /// <summary>When the last measurement that came to its end began.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? MeasuredAt { get; set; }

    /// <summary>The generation of the spec that the last measurement went by.</summary>
    public long MeasuredGeneration { get; set; }

    /// <summary>The time in the schedule that was last measured for.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastScheduleTime { get; set; }

    /// <summary>The measurement that goes on in a worker Job; absent while none does, and for those in the operator itself.</summary>
    public ActiveMeasurement? ActiveMeasurement { get; set; }

    /// <summary>When the next measurement is due, jitter included.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? NextRunTime { get; set; }

    /// <summary>All items, those of nobody included.</summary>
    public MeasuredUsage? Total { get; set; }

    /// <summary>What no pattern gives to a tenant.</summary>
    public MeasuredUsage? Nobody { get; set; }

    /// <summary>How many tenants there are.</summary>
    public long Tenants { get; set; }

    /// <summary>How many of them are at or above the warning threshold, and not above their limit.</summary>
    public long NearLimit { get; set; }

    /// <summary>How many of them are above their limit.</summary>
    public long OverLimit { get; set; }

    /// <summary>
    /// The day (UTC) on which all tenants together reach the sum of their limits in bytes if they go on growing as in the last 30 days; absent where one has no limit, and as
    /// <c>fullAt</c> of a tenant.
    /// </summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? FullAt { get; set; }

    /// <summary>Whose writes the bucket refuses; there while the bucket's policy has, or may have, a statement of this quota.</summary>
    public DeniedTenants? Denied { get; set; }

    /// <summary>What EvictOldest did, or would have done, after the last measurement that found a tenant above its limit.</summary>
    public RunSummary? LastEviction { get; set; }

    /// <summary>How the ledger differed from what was measured, before it was made right; absent without a ledger.</summary>
    public LedgerDrift? Drift { get; set; }

    /// <summary>What the last verification found; absent before the first.</summary>
    public VerificationStatus? Verification { get; set; }

    /// <summary>The tenants that are nearest to their limits, or far above; then those with the most bytes: 20 at most.</summary>
    [ListType("tenant")]
    [Items(0, 20)]
    public IReadOnlyList<TenantStanding> TopTenants { get; set; } = [];
}
