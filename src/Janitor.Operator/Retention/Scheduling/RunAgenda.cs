using Janitor.Api.Retention;
using Janitor.Operator.Scheduling;

namespace Janitor.Operator.Retention.Scheduling;

/// <summary>What is due for a policy at a moment, and what comes next. A pure function of the policy, its status and the clock.</summary>
/// <param name="Due">The run to start now; null when there is none.</param>
/// <param name="LastTime">The last time of the schedule that has come; null when none has since the last one that was seen to.</param>
/// <param name="IsLate">Whether that time is longer ago than <c>startingDeadline</c> allows.</param>
/// <param name="NextTime">When the next run starts by the schedule, jitter included; null without a schedule, or while suspended.</param>
internal sealed record RunAgenda(DueRun? Due, DateTimeOffset? LastTime, bool IsLate, DateTimeOffset? NextTime)
{
    /// <summary>The agenda of a valid policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="status">What is known of it by now.</param>
    /// <param name="signal">A run that something outside the policy asks for: pressure, a Job that ended.</param>
    /// <param name="now">The moment.</param>
    public static RunAgenda Of(RetentionPolicy policy, RetentionPolicyStatus status, DueRun? signal, DateTimeOffset now)
    {
        var spec = policy.Spec;
        var clock = spec.Schedule is { } schedule ? new ScheduleClock(schedule, spec.TimeZone, spec.Jitter, policy.Metadata.Uid) : null;
        var since = status.LastScheduleTime ?? policy.Metadata.CreationTimestamp ?? now;
        var last = clock?.Last(since, now);
        var late = last is { } time && now - clock!.StartOf(time) > policy.Spec.StartingDeadline?.Value;
        var next = clock?.Next(last ?? since) is { } following && !policy.Spec.Suspend ? clock.StartOf(following) : default(DateTimeOffset?);

        var due = ByHand(policy, status);
        if (!policy.Spec.Suspend)
            due ??= ByChange(policy, status, clock) ?? signal ?? (last is { } come && !late ? DueRun.ByTime(come) : null);
        return new RunAgenda(due, last, late, next);
    }

    private static DueRun? ByHand(RetentionPolicy policy, RetentionPolicyStatus status) =>
        ByAnnotation(policy, RetentionPolicy.RunAtAnnotation, status.LastHandledRunAt, RunTrigger.Manual)
        ?? ByAnnotation(policy, RetentionPolicy.PlanAtAnnotation, status.LastHandledPlanAt, RunTrigger.Plan);

    private static DueRun? ByAnnotation(RetentionPolicy policy, string annotation, string? handled, RunTrigger trigger) =>
        policy.Metadata.Annotations?.GetValueOrDefault(annotation) is { Length: > 0 } value && value != handled ? new DueRun(trigger, value) : null;

    /// <summary>Without a schedule each spec is run once; with one, a spec that changed while a run of the old one went on is run at once.</summary>
    private static DueRun? ByChange(RetentionPolicy policy, RetentionPolicyStatus status, ScheduleClock? clock)
    {
        var generation = policy.Metadata.Generation;
        if (status.LastRun is not { } last)
            return clock is null ? DueRun.ByChange(generation) : null;
        return last.Generation != generation && (clock is null || last.Overtaken) ? DueRun.ByChange(generation) : null;
    }
}
