using Janitor.Api.Quotas;
using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Cli.Reports;

/// <summary>What the tenants of one quota have, or one of them.</summary>
internal sealed record UsageReport
{
    /// <summary>The quota, as <c>namespace/name</c>.</summary>
    public required string Quota { get; init; }

    /// <summary>Where it is known from: <c>ledger</c> or <c>listing</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The tenant that was asked for; null for all.</summary>
    public required string? Tenant { get; init; }

    /// <summary>What is stored, that of nobody included.</summary>
    public required MeasuredUsage Total { get; init; }

    /// <summary>What is nobody's.</summary>
    public required MeasuredUsage Nobody { get; init; }

    /// <summary>What was promised and is not stored yet, in bytes; null for all tenants, and without a ledger.</summary>
    public required long? ReservedBytes { get; init; }

    /// <summary>How many tenants there are.</summary>
    public required long Tenants { get; init; }

    /// <summary>How many are near their limits.</summary>
    public required long NearLimit { get; init; }

    /// <summary>How many are above their limits.</summary>
    public required long OverLimit { get; init; }

    /// <summary>The tenants nearest to their limits, 20 at most.</summary>
    public required IReadOnlyList<TenantStanding> Top { get; init; }

    /// <summary>By folder, where that was asked for: those with the most bytes first.</summary>
    public IReadOnlyList<FolderUsage>? Folders { get; init; }

    /// <summary>By day (UTC), where that was asked for: days with changes, in their order.</summary>
    public IReadOnlyList<UsageDay>? Days { get; init; }

    /// <summary>What is not in the sums; null when all is.</summary>
    public string? Message { get; init; }
}
