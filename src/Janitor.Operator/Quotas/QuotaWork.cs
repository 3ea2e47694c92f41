using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Quotas;
using Janitor.Engine.Retention.Reports;
using Janitor.Operator.Retention;
using Janitor.Operator.Status;

namespace Janitor.Operator.Quotas;

/// <summary>One look at a quota.</summary>
/// <param name="quota">The quota as the cache has it.</param>
/// <param name="now">The moment.</param>
internal sealed class QuotaWork(StorageQuota quota, DateTimeOffset now)
    : StatusWork<StorageQuotaStatus>(quota.Metadata, (quota.Status ?? new StorageQuotaStatus()) with { }, JanitorJson.Default.StorageQuotaStatus, now)
{
    /// <summary>The quota as the cache has it.</summary>
    public StorageQuota Quota => quota;

    /// <summary>Takes down what was measured, or that it could not be. Times of the schedule that came meanwhile are passed over.</summary>
    public void Record(Measurement measurement)
    {
        var come = QuotaAgenda.Of(quota, Status, Now).LastTime;
        (Status.LastScheduleTime, Status.MeasuredGeneration) = (come ?? measurement.ScheduleTime ?? Status.LastScheduleTime, measurement.Generation);
        if (measurement.Assessment is not { } found)
        {
            Conditions.Set(ConditionTypes.LastRunSucceeded, false, Reasons.RunFailed, measurement.Problem!);
            return;
        }

        Status.MeasuredAt = measurement.StartedAt;
        (Status.Total, Status.Nobody) = (found.Total, found.Nobody);
        (Status.Tenants, Status.NearLimit, Status.OverLimit) = (found.Tenants, found.NearLimit, found.OverLimit);
        (Status.TopTenants, Status.FullAt) = (found.Top, found.FullAt);
        if (measurement.Drift is { } drift)
            Status.Drift = new LedgerDrift { Missing = drift.Missing, Unknown = drift.Unknown, Changed = drift.Changed, Bytes = drift.Bytes };
        var partly = measurement.Problem;
        Conditions.Set(
            ConditionTypes.LastRunSucceeded, partly is null, partly is null ? Reasons.RunSucceeded : Reasons.RunPartial, partly ?? QuotaWords.Tell(Status));
        if (measurement.Denial is { } denial)
            Record(denial);
        else if (quota.Spec.Enforcement == QuotaEnforcement.EvictOldest)
            Record(measurement.Eviction);
        Conditions.Set(ConditionTypes.QuotaExceeded, found.OverLimit > 0, found.OverLimit > 0 ? Reasons.OverLimit : Reasons.WithinLimits, QuotaWords.TellLimits(Status));
    }

    private void Record(RunSummary? eviction)
    {
        Status.LastEviction = eviction ?? Status.LastEviction;
        var isDone = eviction is null or { DryRun: false, Outcome: nameof(RunOutcome.Succeeded), StopReason: null };
        Conditions.Set(
            ConditionTypes.Enforced,
            isDone,
            eviction is null ? Reasons.WithinLimits : isDone ? Reasons.Evicted : eviction.DryRun ? Reasons.OnlyPreviewed : Reasons.EvictionIncomplete,
            eviction is null ? QuotaWords.TellLimits(Status) : RunWords.Tell(eviction));
    }

    private void Record(Denial denial)
    {
        if (denial.Problem is { } problem)
        {
            Conditions.Set(ConditionTypes.Enforced, false, Reasons.DenialFailed, problem);
            return;
        }

        Status.Denied = new DeniedTenants { Tenants = denial.Tenants.Count, Names = [.. denial.Tenants.Take(QuotaAssessment.MostTenants)] };
        var isWhole = denial.Unnamed.Count == 0 && denial.WithoutRoom == 0;
        var reason = isWhole ? denial.Tenants.Count == 0 ? Reasons.WritesAllowed : Reasons.WritesDenied : Reasons.DenialIncomplete;
        Conditions.Set(ConditionTypes.Enforced, isWhole, reason, QuotaWords.Tell(denial));
    }

    /// <summary>The quota with the status as it is now; null when that is as it was.</summary>
    public StorageQuota? Changed() => IsChanged() ? quota with { Status = Status with { } } : null;
}
