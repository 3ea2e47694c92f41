using Janitor.Api.Quotas;
using Janitor.Operator.Scheduling;

namespace Janitor.Operator.Quotas;

/// <summary>What is due for a quota at a moment, and what comes next. A pure function of the quota, its status and the clock.</summary>
/// <param name="IsDue">Whether to measure now: a time of the schedule has come, or this spec was never measured.</param>
/// <param name="LastTime">The last time of the schedule that has come; null when none has since the last that was seen to.</param>
/// <param name="NextTime">When the next measurement starts by the schedule, jitter included; null while suspended.</param>
internal sealed record QuotaAgenda(bool IsDue, DateTimeOffset? LastTime, DateTimeOffset? NextTime)
{
    /// <summary>The agenda of a valid quota.</summary>
    public static QuotaAgenda Of(StorageQuota quota, StorageQuotaStatus status, DateTimeOffset now)
    {
        var spec = quota.Spec;
        var clock = new ScheduleClock(spec.Schedule, spec.TimeZone, spec.Jitter, quota.Metadata.Uid);
        var since = status.LastScheduleTime ?? quota.Metadata.CreationTimestamp ?? now;
        var last = clock.Last(since, now);
        if (spec.Suspend)
            return new QuotaAgenda(false, last, null);
        var next = clock.Next(last ?? since) is { } following ? clock.StartOf(following) : default(DateTimeOffset?);
        return new QuotaAgenda(last is not null || status.MeasuredGeneration != quota.Metadata.Generation, last, next);
    }
}
