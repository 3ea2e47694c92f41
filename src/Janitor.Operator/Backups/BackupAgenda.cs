using Janitor.Api.Backups;
using Janitor.Api.Retention;
using Janitor.Operator.Scheduling;

namespace Janitor.Operator.Backups;

/// <summary>What is due for a schedule at a moment, and what comes next. A pure function of the schedule, its status and the clock.</summary>
/// <param name="Asked">The annotation's value, when it asks for a backup that was not made yet.</param>
/// <param name="LastTime">The last time of the schedule that has come; null when none has since the last one that was seen to.</param>
/// <param name="IsDue">Whether a backup is to be made for that time: it is not when it is longer ago than <c>startingDeadline</c> allows, or while suspended.</param>
/// <param name="IsLate">Whether it is longer ago than <c>startingDeadline</c> allows.</param>
/// <param name="NextTime">When the next backup starts by the schedule, jitter included; null without a schedule, or while suspended.</param>
/// <param name="StaleBefore">When a backup that is fresh began at the earliest: two times of the schedule ago. Null while the schedule has not come twice.</param>
internal sealed record BackupAgenda(string? Asked, DateTimeOffset? LastTime, bool IsDue, bool IsLate, DateTimeOffset? NextTime, DateTimeOffset? StaleBefore)
{
    /// <summary>How far back times of the schedule are looked for.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromDays(2 * 366);

    /// <summary>The agenda of a valid schedule.</summary>
    public static BackupAgenda Of(BackupSchedule schedule, BackupScheduleStatus status, DateTimeOffset now)
    {
        var spec = schedule.Spec;
        var asked = schedule.Metadata.Annotations?.GetValueOrDefault(RetentionPolicy.RunAtAnnotation) is { Length: > 0 } value && value != status.LastHandledRunAt ? value : null;
        if (spec.Schedule is null)
            return new BackupAgenda(asked, null, false, false, null, null);
        var clock = new ScheduleClock(spec.Schedule, spec.TimeZone, spec.Jitter, schedule.Metadata.Uid);
        var since = status.LastScheduleTime ?? schedule.Metadata.CreationTimestamp ?? now;
        var last = clock.Last(since, now);
        var isLate = last is { } time && now - clock.StartOf(time) > spec.StartingDeadline?.Value;
        var next = clock.Next(last ?? since) is { } following && !spec.Suspend ? clock.StartOf(following) : default(DateTimeOffset?);
        return new BackupAgenda(asked, last, last is not null && !isLate && !spec.Suspend, isLate && !spec.Suspend, next, StaleBeforeOf(clock, now));
    }

    private static DateTimeOffset? StaleBeforeOf(ScheduleClock clock, DateTimeOffset now)
    {
        if (clock.Last(now - LongestLook, now) is not { } last)
            return null;
        return clock.Last(last - LongestLook, last - TimeSpan.FromTicks(1));
    }
}
