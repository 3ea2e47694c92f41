using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Engine.Retention.Reports;
using Janitor.Kubernetes.Events;
using Janitor.Operator.Ledger;
using Janitor.Operator.Metrics;
using Janitor.Operator.Retention;
using Janitor.Operator.Status;

namespace Janitor.Operator.Quotas;

/// <summary>Tells of measurements by event: tenants that came above their limits, and measurements that failed, a ledger that was wrong.</summary>
internal sealed class QuotaNews(IEventRecorder events, LedgerMetrics ledger, RunMetrics metrics, RunHistory history)
{
    /// <summary>A measurement ended.</summary>
    /// <param name="quota">The quota, with the status as it was before.</param>
    /// <param name="after">The status as it is now.</param>
    /// <param name="measurement">The measurement.</param>
    public void Measured(StorageQuota quota, StorageQuotaStatus after, Measurement measurement)
    {
        if (measurement.Problem is { } problem)
            events.Record(quota, EventType.Warning, measurement.Assessment is null ? Reasons.RunFailed : Reasons.RunPartial, "Measure", problem);
        if (measurement.Assessment is null)
            return;
        // The first time the ledger knows nothing, and that is no drift.
        if (measurement.Drift is { IsNone: false } drift && quota.Status?.Drift is not null)
            Drifted(quota, drift);
        var (was, isNow) = (quota.Status?.OverLimit ?? 0, after.OverLimit);
        if (isNow > was)
            events.Record(quota, EventType.Warning, Reasons.OverLimit, "Measure", QuotaWords.TellLimits(after));
        else if (was > 0 && isNow == 0)
            events.Record(quota, EventType.Normal, Reasons.WithinLimits, "Measure", QuotaWords.TellLimits(after));
        if (measurement.Denial is not null)
            Denied(quota, after, measurement.Denial);
        if (measurement.Eviction is not null)
            Evicted(quota, measurement.Eviction);
    }

    private void Evicted(StorageQuota quota, RunSummary eviction)
    {
        metrics.Count(quota, eviction);
        history.Add(quota, eviction);
        var isWell = eviction.Outcome == nameof(RunOutcome.Succeeded);
        var reason = !isWell ? Reasons.EvictionIncomplete : eviction.DryRun ? Reasons.OnlyPreviewed : Reasons.Evicted;
        events.Record(quota, isWell ? EventType.Normal : EventType.Warning, reason, "Evict", RunWords.Tell(eviction));
    }

    private void Denied(StorageQuota quota, StorageQuotaStatus after, Denial denial)
    {
        var (was, isNow) = (quota.Status?.Denied ?? new DeniedTenants(), after.Denied ?? new DeniedTenants());
        if (denial.Problem is { } problem)
            events.Record(quota, EventType.Warning, Reasons.DenialFailed, "Deny", problem);
        else if (isNow.Tenants == 0 && was.Tenants > 0)
            events.Record(quota, EventType.Normal, Reasons.WritesAllowed, "Deny", "nobody's writes are refused any more");
        else if (isNow.Tenants != was.Tenants || !isNow.Names.Order(StringComparer.Ordinal).SequenceEqual(was.Names.Order(StringComparer.Ordinal)))
            events.Record(quota, EventType.Warning, Reasons.WritesDenied, "Deny", QuotaWords.TellDenied(isNow.Names, isNow.Tenants));
    }

    private void Drifted(StorageQuota quota, Drift drift)
    {
        ledger.Count(quota, drift);
        events.Record(quota, EventType.Normal, Reasons.DriftRepaired, "Measure", QuotaWords.Tell(drift));
    }
}
