using System.Globalization;
using Janitor.Api.Backups;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Events;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Metrics;
using Janitor.Operator.Notifications;
using Janitor.Operator.Status;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Backups;

/// <summary>Tells what happens to backups and restores, by event, metric, log, and to the webhooks of their schedules.</summary>
internal sealed partial class BackupNews(IEventRecorder events, RunMetrics metrics, Notifier notifier, ILogger<BackupNews> logger)
{
    /// <summary>A backup ended, good or bad.</summary>
    /// <param name="schedule">Its schedule; null when that is gone.</param>
    /// <param name="backup">The backup.</param>
    public void Ended(BackupSchedule? schedule, Backup backup)
    {
        var (ready, status) = (ReadyOf(backup.Status!.Conditions), backup.Status);
        var took = status.StartedAt is { } from && status.CompletedAt is { } to ? to - from : TimeSpan.Zero;
        var trigger = backup.Metadata.Annotations?.GetValueOrDefault(BackupBooks.TriggerAnnotation) ?? "Manual";
        metrics.Count(BackupSchedule.KindName, backup.Namespace, backup.Spec.Schedule, trigger, status.Phase.ToString(), took);
        Tell(backup, backup.IsGood, ready.Reason, "Backup", ready.Message);
        if (status.HookMessage is { } problem && ready.Reason != Reasons.HookFailed)
            Tell(backup, isWell: false, Reasons.HookFailed, "Backup", problem);
        if (schedule is null)
            return;
        events.Record(schedule, backup.IsGood ? EventType.Normal : EventType.Warning, backup.IsGood ? Reasons.RunSucceeded : Reasons.RunFailed, "Backup", $"{backup.Metadata.Name}: {ready.Message}");
        notifier.Tell(schedule, schedule.Spec.Notify, BackupNotices.Of(schedule, backup, ready.Message));
    }

    /// <summary>The newest good backup has become too old.</summary>
    /// <param name="schedule">The schedule, with the status as it is now.</param>
    /// <param name="stale">Its condition.</param>
    public void Stale(BackupSchedule schedule, Condition stale)
    {
        Tell(schedule, isWell: false, Reasons.Stale, "Backup", stale.Message);
        notifier.Tell(schedule, schedule.Spec.Notify, BackupNotices.OfStale(stale));
    }

    /// <summary>A restore ended, good or bad.</summary>
    /// <param name="schedule">The schedule whose backup it was; null when that is gone.</param>
    /// <param name="restore">The restore.</param>
    public void Ended(BackupSchedule? schedule, Restore restore)
    {
        var (ready, status) = (ReadyOf(restore.Status!.Conditions), restore.Status);
        metrics.Count(Restore.KindName, restore.Namespace, restore.Metadata.Name, "Manual", status.Phase.ToString(), (status.CompletedAt - status.StartedAt) ?? TimeSpan.Zero);
        Tell(restore, status.Phase == BackupPhase.Succeeded, ready.Reason, "Restore", ready.Message);
        if (schedule is not null && !restore.Spec.DryRun)
            notifier.Tell(schedule, schedule.Spec.Notify, BackupNotices.Of(restore, ready.Message));
    }

    /// <summary>Backups were found that nobody here had made; nothing is told of none.</summary>
    public void Adopted(BackupSchedule schedule, int count)
    {
        if (count > 0)
            Tell(schedule, isWell: true, Reasons.Adopted, "Read", string.Create(CultureInfo.InvariantCulture, $"{count} backup(s) were found at the destination"));
    }

    /// <summary>Folders were found whose manifest cannot be read.</summary>
    public void Unreadable(BackupSchedule schedule, BackupResult result) =>
        Tell(schedule, isWell: false, nameof(Engine.Backups.BackupProblem.Damaged), "Read", string.Create(CultureInfo.InvariantCulture, $"{result.Unreadable} backup(s) at the destination cannot be read; the first: {result.Message}"));

    /// <summary>A backup was proven, or could not be.</summary>
    public void Verified(BackupSchedule schedule, bool isProven, string reason, string message, DateTimeOffset at)
    {
        Tell(schedule, isProven, reason, "Verify", message);
        if (!isProven)
            notifier.Tell(schedule, schedule.Spec.Notify, BackupNotices.OfFailedVerification(reason, message, at));
    }

    /// <summary>A time of the schedule came while a backup was going on.</summary>
    public void Skipped(BackupSchedule schedule, DateTimeOffset time) =>
        Tell(schedule, isWell: false, Reasons.RunSkipped, "Backup", $"the backup of {TimeConverter.Format(time)} came while another was going on; skipped");

    /// <summary>A time of the schedule was missed by too much.</summary>
    public void Missed(BackupSchedule schedule, DateTimeOffset time) =>
        Tell(schedule, isWell: false, Reasons.RunMissed, "Backup", $"the backup of {TimeConverter.Format(time)} was missed by more than startingDeadline allows; passed over");

    private static Condition ReadyOf(IReadOnlyList<Condition> conditions) => conditions.First(condition => condition.Type == ConditionTypes.Ready);

    private void Tell(IKubernetesObject about, bool isWell, string reason, string action, string message)
    {
        events.Record(about, isWell ? EventType.Normal : EventType.Warning, reason, action, message);
        LogNews(logger, isWell ? LogLevel.Information : LogLevel.Warning, about, reason, message);
    }

    [LoggerMessage(Message = "{Object}: {Reason}: {Detail}")]
    private static partial void LogNews(ILogger logger, LogLevel level, IKubernetesObject @object, string reason, string detail);
}
