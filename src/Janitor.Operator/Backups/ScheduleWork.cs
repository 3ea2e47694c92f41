using System.Globalization;
using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Engine.Retention.Reports;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Status;

namespace Janitor.Operator.Backups;

/// <summary>One look at a schedule.</summary>
/// <param name="schedule">The schedule as the cache has it.</param>
/// <param name="now">The moment.</param>
internal sealed class ScheduleWork(BackupSchedule schedule, DateTimeOffset now)
    : StatusWork<BackupScheduleStatus>(schedule.Metadata, (schedule.Status ?? new BackupScheduleStatus()) with { }, JanitorJson.Default.BackupScheduleStatus, now)
{
    private const int MostActive = 20;

    /// <summary>The schedule as the cache has it.</summary>
    public BackupSchedule Schedule => schedule;

    /// <summary>Takes down what is known of its backups.</summary>
    /// <param name="backups">All of them.</param>
    /// <param name="staleBefore">When a fresh one began at the earliest; null while none can be too old.</param>
    public void Tell(IReadOnlyList<Backup> backups, DateTimeOffset? staleBefore)
    {
        var good = backups.Where(backup => backup.IsGood).ToList();
        var newest = good.MaxBy(backup => backup.Status!.StartedAt);
        Status.Active = [.. backups.Where(backup => !backup.IsEnded).Select(backup => backup.Metadata.Name).Order(StringComparer.Ordinal).Take(MostActive)];
        (Status.Backups, Status.StoredBytes) = (good.Count, good.Sum(backup => backup.Status!.StoredBytes));
        (Status.LastBackup, Status.LastSuccessfulTime) = (newest?.Metadata.Name, newest?.Status!.CompletedAt);
        // Those that were found at the destination are no runs of this cluster.
        if (backups.Where(backup => backup.IsEnded && backup.Spec.Folder is null).MaxBy(backup => backup.Status!.CompletedAt) is { } last)
            TellLast(last);
        TellFreshness(newest, staleBefore);
    }

    /// <summary>The schedule with the status as it is now; null when that is as it was.</summary>
    public BackupSchedule? Changed() => IsChanged() ? schedule with { Status = Status with { } } : null;

    private void TellLast(Backup last)
    {
        var ready = last.Status!.Conditions.FirstOrDefault(condition => condition.Type == ConditionTypes.Ready);
        Conditions.Set(ConditionTypes.LastRunSucceeded, last.IsGood, ready?.Reason ?? last.Status.Phase.ToString(), $"{last.Metadata.Name}: {ready?.Message}");
    }

    private void TellFreshness(Backup? newest, DateTimeOffset? staleBefore)
    {
        var known = newest?.Status!.StartedAt ?? schedule.Metadata.CreationTimestamp;
        if (schedule.Spec.Schedule is null)
            Conditions.Remove(ConditionTypes.BackupFresh);
        else if (staleBefore is { } bound && known < bound)
            Conditions.Set(ConditionTypes.BackupFresh, false, newest is null ? Reasons.NoBackupYet : Reasons.Stale, $"{Newest()}; since {TimeConverter.Format(bound)} the schedule has come twice");
        else
            Conditions.Set(ConditionTypes.BackupFresh, newest is null ? null : true, newest is null ? Reasons.NoBackupYet : Reasons.Fresh, Newest());

        string Newest() => newest is null
            ? "there is no good backup yet"
            : string.Create(CultureInfo.InvariantCulture, $"the newest good backup, {newest.Metadata.Name}, began at {TimeConverter.Format(newest.Status!.StartedAt!.Value)} and has {HumanSize.Bytes(newest.Status.StoredBytes)}");
    }
}
