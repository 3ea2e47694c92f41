using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Controllers;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Status;

namespace Janitor.Operator.Backups;

/// <summary>Has backups made, each once, and takes down what came of them.</summary>
internal sealed class BackupController(StatusDesk desk, ObjectCache<BackupSchedule> schedules, BackupBooks books, BackupJobs jobs, BackupNews news, TimeProvider time) : IEntityController<Backup>
{
    /// <summary>How long one may wait for what it needs, where the schedule has no <c>startingDeadline</c>; what is backed up later than that is another backup's.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>A short one ends before the cache knows that it was started: so each is looked at once more.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);

    /// <summary>How often it is asked how far one has come.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<ReconciliationResult<Backup>> ReconcileAsync(Backup entity, CancellationToken cancellationToken)
    {
        if (entity.Metadata.DeletionTimestamp is not null)
            return ReconciliationResult<Backup>.Success(entity);
        var work = new BackupWork(entity, time.GetUtcNow());
        var result = await desk.LookAsync(entity, work, work.Changed, () => LookAsync(work, cancellationToken), cancellationToken);
        if (!entity.IsEnded && result.Entity.IsEnded && entity.Spec.Folder is null)
            news.Ended(schedules.Get(new ObjectKey(entity.Namespace, entity.Spec.Schedule)), result.Entity);
        return result;
    }

    /// <inheritdoc/>
    public Task<ReconciliationResult<Backup>> DeletedAsync(Backup entity, CancellationToken cancellationToken) => Task.FromResult(ReconciliationResult<Backup>.Success(entity));

    private async Task LookAsync(BackupWork work, CancellationToken cancellationToken)
    {
        var backup = work.Backup;
        if (backup.IsEnded)
        {
            // What can still change of its spec, what becomes of it when it is deleted, is read when that happens.
            work.Status.ObservedGeneration = backup.Metadata.Generation;
            return;
        }

        if (schedules.Get(new ObjectKey(backup.Namespace, backup.Spec.Schedule)) is not { Metadata.DeletionTimestamp: null } schedule)
        {
            Wait(work, LongestWait, Reasons.ScheduleNotFound, $"there is no {BackupSchedule.KindName} {backup.Spec.Schedule} in namespace {backup.Namespace}; create it");
            return;
        }

        await books.OwnAsync(schedule, backup, cancellationToken);
        if (backup.Spec.Cancel)
            await CancelAsync(work, cancellationToken);
        else if (backup.Spec.Folder is not null)
            work.Progress("waits until the destination has been read");
        else if (work.Status.Phase == BackupPhase.Pending)
            await StartAsync(work, schedule, cancellationToken);
        else
            await CollectAsync(work, schedule, cancellationToken);
    }

    private async Task CancelAsync(BackupWork work, CancellationToken cancellationToken)
    {
        if (work.Status.Job is { } job)
            await jobs.EndAsync(job, work.Backup.Namespace, cancellationToken);
        work.Fail(Reasons.Cancelled, "it was ended before it was done; what it had stored is removed by the next one");
    }

    private async Task StartAsync(BackupWork work, BackupSchedule schedule, CancellationToken cancellationToken)
    {
        var patience = schedule.Spec.StartingDeadline?.Value ?? LongestWait;
        if (BackupScheduleValidator.Validate(schedule) is [var mistake, ..])
        {
            Wait(work, patience, Reasons.InvalidSpec, $"{BackupSchedule.KindName} {schedule}: {mistake.Field}: {mistake.Message}");
            return;
        }

        var job = BackupJobs.NameOf(work.Backup, BackupTaskKind.Make, string.Empty);
        try
        {
            await jobs.StartAsync(
                work.Backup, new BackupTask { Kind = BackupTaskKind.Make, Job = job, Schedule = BackupJobs.Told(schedule) }, schedule.Spec.Worker, cancellationToken);
        }
        catch (BlockedException problem)
        {
            Wait(work, patience, problem.Reason, problem.Message);
            return;
        }

        work.Begin(job);
        work.Wake(work.Now + FirstLook);
    }

    private async Task CollectAsync(BackupWork work, BackupSchedule schedule, CancellationToken cancellationToken)
    {
        var job = work.Status.Job!;
        switch (await jobs.LookAsync(job, work.Backup.Namespace, cancellationToken))
        {
            case { Result: { IsSuccess: true } result }:
                await books.ApplyAsync(schedule, result, cancellationToken);
                work.Complete(result);
                break;
            case { Result: { } failed }:
                work.Fail(failed.Reason!, failed.Message!);
                break;
            case { Lost: { } lost }:
                work.Fail(Reasons.WorkerLost, lost);
                break;
            case { Hindrance: { } hindrance }:
                work.Hindrance = hindrance;
                work.Hinder(Reasons.WorkerWaiting, hindrance);
                work.Wake(work.Now + LookInterval);
                break;
            default:
                work.Progress($"it is made in Job {job}");
                work.Status.Progress = await jobs.ProgressAsync(job, work.Backup.Namespace, cancellationToken) ?? work.Status.Progress;
                work.Wake(work.Now + LookInterval);
                break;
        }
    }

    /// <summary>It cannot begin for now; after too long, not at all.</summary>
    private static void Wait(BackupWork work, TimeSpan patience, string reason, string message)
    {
        if (work.Now - work.Backup.Metadata.CreationTimestamp > patience)
            work.Fail(Reasons.NotStarted, $"it could not begin for {patience.TotalMinutes:0} minutes: {message}");
        else
            work.Hinder(reason, message);
    }
}
