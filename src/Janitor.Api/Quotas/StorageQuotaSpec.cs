using Janitor.Api.Workers;
using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>What a <see cref="StorageQuota"/> declares.</summary>
public sealed record StorageQuotaSpec
{
    /// <summary>Where the tenants' items are.</summary>
    [Required]
    [ValidationRule("self == oldSelf", "the target cannot be changed: make another quota for another target")]
    public Target? Target { get; set; }

    /// <summary>Whose an item is; by its first folder when absent.</summary>
    public TenantSource Tenants { get; set; } = new();

    /// <summary>What each tenant may have for whom <see cref="Overrides"/> say nothing else; no bound when absent.</summary>
    public QuotaLimit? Limit { get; set; }

    /// <summary>Limits of single tenants, each in place of <see cref="Limit"/>.</summary>
    [ListType("tenant")]
    [Items(0, 1000)]
    public IReadOnlyList<TenantOverride> Overrides { get; set; } = [];

    /// <summary>From when on a tenant counts as near its limit.</summary>
    public QuotaThresholds Thresholds { get; set; } = new();

    /// <summary>What is done about tenants above their limits; Report by default.</summary>
    public QuotaEnforcement Enforcement { get; set; } = QuotaEnforcement.Report;

    /// <summary>How EvictOldest removes items.</summary>
    public EvictionOptions Evict { get; set; } = new();

    /// <summary>By which keys applications are known to the gateway.</summary>
    public ApiKeySource ApiKeys { get; set; } = new();

    /// <summary>How the gateway serves the tenants.</summary>
    public GatewayOptions Gateway { get; set; } = new();

    /// <summary>
    /// Names that the gateway lends to keys, each with the key's template, in which <c>{tenant}</c> and <c>{job}</c> are replaced: <c>tenants/{tenant}/{job}/video.mp4</c>.
    /// </summary>
    [Items(0, 100)]
    [Length(1, 1024)]
    public IReadOnlyDictionary<string, string> Artifacts { get; set; } = new Dictionary<string, string>();

    /// <summary>Where the gateway learns of the jobs whose artifacts are asked for.</summary>
    public JobSource? Jobs { get; set; }

    /// <summary>
    /// When to measure: five cron fields or <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>, <c>@yearly</c>, as in CronJob; <c>@hourly</c> by default.
    /// </summary>
    [Length(1, 256)]
    public string Schedule { get; set; } = "@hourly";

    /// <summary>The IANA time zone of <see cref="Schedule"/>; UTC when absent.</summary>
    [Length(1, 64)]
    public string? TimeZone { get; set; }

    /// <summary>A measurement starts up to this much later than its time, to spread load; none by default.</summary>
    public Duration? Jitter { get; set; }

    /// <summary>True stops measuring by schedule; false by default.</summary>
    public bool Suspend { get; set; }

    /// <summary>When what is stored is read again and compared with the ledger; never when absent. Needs a ledger.</summary>
    public VerificationSchedule? Verify { get; set; }

    /// <summary>How worker pods are made, in which volumes are measured.</summary>
    public WorkerSpec? Worker { get; set; }

    /// <summary>What a tenant may have; null for no bound.</summary>
    public QuotaLimit? LimitOf(string tenant) => Overrides.FirstOrDefault(one => one.Tenant == tenant) is { } own ? own.Limit : Limit;
}
