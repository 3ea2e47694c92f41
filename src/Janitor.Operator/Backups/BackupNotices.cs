using Janitor.Api.Backups;
using Janitor.Api.Notifications;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Notifications;
using Janitor.Operator.Status;

namespace Janitor.Operator.Backups;

/// <summary>What webhooks are told about backups.</summary>
internal static class BackupNotices
{
    /// <summary>A backup ended.</summary>
    /// <param name="schedule">Its schedule, with the status as it was before.</param>
    /// <param name="backup">The backup.</param>
    /// <param name="message">What it says of itself.</param>
    public static News Of(BackupSchedule schedule, Backup backup, string message)
    {
        var isRecovery = backup.IsGood && (schedule.Status?.Conditions.Any(condition => condition is { Type: ConditionTypes.LastRunSucceeded, Status: "False" }) ?? false);
        return new News
        {
            Id = backup.Metadata.Uid!,
            Events = backup.IsGood ? isRecovery ? [NotificationEvent.Recovered, NotificationEvent.Succeeded] : [NotificationEvent.Succeeded] : [NotificationEvent.Failed],
            Title = backup.IsGood ? "a backup succeeded" : "a backup failed",
            Message = message,
            Facts = [new("backup", backup.Metadata.Name)],
        };
    }

    /// <summary>The newest good backup has become too old.</summary>
    public static News OfStale(Condition stale) => new()
    {
        Id = $"stale-{TimeConverter.Format(stale.LastTransitionTime)}",
        Events = [NotificationEvent.BackupStale],
        Title = "the newest good backup is too old",
        Message = stale.Message,
    };

    /// <summary>A verification found what should not be, or could not be done.</summary>
    public static News OfFailedVerification(string reason, string message, DateTimeOffset at) => new()
    {
        Id = $"verification-{TimeConverter.Format(at)}",
        Events = [NotificationEvent.VerificationFailed],
        Title = "a backup could not be proven",
        Message = message,
        Facts = [new("reason", reason)],
    };

    /// <summary>A restore ended.</summary>
    public static News Of(Restore restore, string message)
    {
        var isDone = restore.Status!.Phase == BackupPhase.Succeeded;
        return new News
        {
            Id = restore.Metadata.Uid!,
            Events = [isDone ? NotificationEvent.RestoreSucceeded : NotificationEvent.RestoreFailed],
            Title = isDone ? "a backup was restored" : "a backup could not be restored",
            Message = message,
            Facts = [new("restore", restore.Metadata.Name)],
        };
    }
}
