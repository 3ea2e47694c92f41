using Janitor.Api.Retention;
using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Operator.Quotas;

/// <summary>What became of one measurement.</summary>
/// <param name="ScheduleTime">The time in the schedule that it was for; null when it was for a new spec alone.</param>
/// <param name="Generation">The generation of the spec that it went by.</param>
/// <param name="StartedAt">When it began.</param>
internal sealed record Measurement(DateTimeOffset? ScheduleTime, long Generation, DateTimeOffset StartedAt)
{
    /// <summary>What was found; null when nothing could be.</summary>
    public QuotaAssessment? Assessment { get; init; }

    /// <summary>How the ledger was off; null when it was not compared.</summary>
    public Drift? Drift { get; init; }

    /// <summary>Whose writes are refused now; null when the quota does not ask for that, or nothing was found.</summary>
    public Denial? Denial { get; init; }

    /// <summary>What was removed of tenants above their limits, or would be; null when the quota does not ask for that, or no tenant is.</summary>
    public RunSummary? Eviction { get; init; }

    /// <summary>What went wrong, in words; with an <see cref="Assessment"/>: what is not in it.</summary>
    public string? Problem { get; init; }
}
