using Janitor.Api.Backups;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Scheduling;
using Janitor.Operator.Status;

namespace Janitor.Operator.Backups;

/// <summary>Has the newest good backups of schedules proven when that is due.</summary>
internal sealed class BackupVerifications(IKubernetesClient client, BackupJobs jobs, BackupNews news)
{
    /// <summary>While a worker goes on, changes are watched; this is for those that no watch tells.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);

    /// <summary>Starts what is due, and takes down what has ended.</summary>
    public async Task AttendAsync(ScheduleWork work, IReadOnlyList<Backup> known, CancellationToken cancellationToken)
    {
        var schedule = work.Schedule;
        var asked = schedule.Metadata.Annotations?.GetValueOrDefault(BackupSchedule.VerifyAtAnnotation) is { Length: > 0 } value && value != work.Status.Verification?.LastHandledVerifyAt ? value : null;
        if (schedule.Spec.Verify is null && asked is null && work.Status.Verification is null)
            return;
        var status = work.Status.Verification = (work.Status.Verification ?? new BackupVerificationStatus()) with { };
        if (status.Active is { } active)
            await CollectAsync(work, status, active, known, cancellationToken);
        var come = Plan(work, status);
        // While there is no backup, the time waits for the first.
        if ((come is null && asked is null) || status.Active is not null || known.Where(backup => backup.IsGood).MaxBy(backup => backup.Status!.StartedAt) is not { } newest)
            return;
        (status.LastScheduleTime, status.LastHandledVerifyAt) = (come ?? status.LastScheduleTime, asked ?? status.LastHandledVerifyAt);
        if (asked is not null || !schedule.Spec.Suspend)
            await StartAsync(work, status, newest, asked ?? TimeConverter.Format(come!.Value), cancellationToken);
    }

    /// <summary>The last time of its schedule that has come, and when the next does.</summary>
    private static DateTimeOffset? Plan(ScheduleWork work, BackupVerificationStatus status)
    {
        var schedule = work.Schedule;
        status.NextRunTime = null;
        if (schedule.Spec.Verify is not { } verify)
            return null;
        var clock = new ScheduleClock(verify.Schedule, schedule.Spec.TimeZone, schedule.Spec.Jitter, $"{schedule.Metadata.Uid}/verify");
        var since = status.LastScheduleTime ?? schedule.Metadata.CreationTimestamp ?? work.Now;
        var come = clock.Last(since, work.Now);
        if (!schedule.Spec.Suspend && clock.Next(come ?? since) is { } next)
        {
            status.NextRunTime = clock.StartOf(next);
            work.Wake(status.NextRunTime.Value);
        }

        return come;
    }

    private async Task StartAsync(ScheduleWork work, BackupVerificationStatus status, Backup newest, string cause, CancellationToken cancellationToken)
    {
        var job = BackupJobs.NameOf(work.Schedule, BackupTaskKind.Verify, cause);
        var task = new BackupTask { Kind = BackupTaskKind.Verify, Job = job, Schedule = BackupJobs.Told(work.Schedule), At = BackupBooks.FolderOf(newest)! };
        await jobs.StartAsync(work.Schedule, task, work.Schedule.Spec.Worker, cancellationToken);
        status.Active = new ActiveBackupWork { Job = job, Backup = newest.Metadata.Name, StartedAt = work.Now };
        work.Wake(work.Now + LookInterval);
    }

    private async Task CollectAsync(ScheduleWork work, BackupVerificationStatus status, ActiveBackupWork active, IReadOnlyList<Backup> known, CancellationToken cancellationToken)
    {
        var state = await jobs.LookAsync(active.Job, work.Schedule.Namespace, cancellationToken);
        if (state is { Result: null, Lost: null })
        {
            work.Hindrance ??= state.Hindrance;
            work.Wake(work.Now + LookInterval);
            return;
        }

        var restored = work.Schedule.Spec.Verify?.RestoreTo is not null;
        var isProven = state.Result?.IsSuccess ?? false;
        var reason = isProven ? restored ? Reasons.RestoredAndCompared : Reasons.Proven : state.Result?.Reason ?? Reasons.WorkerLost;
        var message = isProven
            ? $"{active.Backup}: {(restored ? "it was restored, and is what was backed up" : "every stored byte is what was written")}"
            : $"{active.Backup}: {state.Result?.Message ?? state.Lost}";
        (status.Active, status.Backup, status.FinishedAt, status.Restored) = (null, active.Backup, work.Now, restored && isProven);
        work.Conditions.Set(ConditionTypes.Verified, isProven, reason, message);
        // That a worker was lost says nothing of the backup.
        if (state.Result is not null && known.FirstOrDefault(backup => backup.Metadata.Name == active.Backup) is { } backup)
            await TellAsync(backup, work.Now, isProven, reason, message, cancellationToken);
        news.Verified(work.Schedule, isProven, reason, message, work.Now);
    }

    private async Task TellAsync(Backup backup, DateTimeOffset now, bool isProven, string reason, string message, CancellationToken cancellationToken)
    {
        var work = new BackupWork(backup, now);
        work.Verify(isProven, reason, message);
        if (work.Changed() is { } changed)
            await client.ApplyStatusAsync(changed, cancellationToken);
    }
}
