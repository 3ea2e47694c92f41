using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Controllers;
using Janitor.Operator.Backups.Hooks;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Status;

namespace Janitor.Operator.Backups;

/// <summary>Has backups made, each once, and takes down what came of them.</summary>
internal sealed class BackupController(StatusDesk desk, ObjectCache<BackupSchedule> schedules, BackupBooks books, BackupJobs jobs, HookRounds rounds, BackupNews news, TimeProvider time)
    : IEntityController<Backup>
{
    /// <summary>How long one may wait for what it needs, where the schedule has no <c>startingDeadline</c>; what is backed up later than that is another backup's.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>A short one ends before the cache knows that it was started: so each is looked at once more.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);

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
    public Task<ReconciliationResult<Backup>> DeletedAsync(Backup entity, CancellationToken cancellationToken)
    {
        rounds.Forget(entity);
        return Task.FromResult(ReconciliationResult<Backup>.Success(entity));
    }

    private async Task LookAsync(BackupWork work, CancellationToken cancellationToken)
    {
        var backup = work.Backup;
        if (backup.IsEnded)
        {
            // What can still change of its spec, what becomes of it when it is deleted, is read when that happens.
            work.Status.ObservedGeneration = backup.Metadata.Generation;
            return;
        }

        if (BackupValidator.Validate(backup) is [var mistake, ..])
        {
            work.Fail(Reasons.InvalidSpec, $"{mistake.Field}: {mistake.Message}");
            return;
        }

        if (schedules.Get(new ObjectKey(backup.Namespace, backup.Spec.Schedule)) is not { Metadata.DeletionTimestamp: null } schedule)
        {
            Wait(work, LongestWait, Reasons.ScheduleNotFound, $"there is no {BackupSchedule.KindName} {backup.Spec.Schedule} in namespace {backup.Namespace}; create it");
            return;
        }

        await books.OwnAsync(schedule, backup, cancellationToken);
        if (backup.Spec.Cancel)
            await CancelAsync(work, schedule, cancellationToken);
        else if (backup.Spec.Folder is not null)
            work.Progress("waits until the destination has been read");
        else if (work.Status.Phase == BackupPhase.Pending)
            await StartAsync(work, schedule, cancellationToken);
        else
            await CollectAsync(work, schedule, cancellationToken);
    }

    private async Task CancelAsync(BackupWork work, BackupSchedule schedule, CancellationToken cancellationToken)
    {
        if (work.Status.Job is { } job)
            await jobs.EndAsync(job, work.Backup.Namespace, cancellationToken);
        await EndAsync(work, schedule, () => work.Fail(Reasons.Cancelled, "it was ended before it was done; what it had stored is removed by the next one"));
    }

    private async Task StartAsync(BackupWork work, BackupSchedule schedule, CancellationToken cancellationToken)
    {
        var patience = schedule.Spec.StartingDeadline?.Value ?? LongestWait;
        // Hooks that have begun are seen to their end all the same.
        if (work.Status.Hooks == BackupHookStage.NotBegun && BackupScheduleValidator.Validate(schedule) is [var mistake, ..])
        {
            Wait(work, patience, Reasons.InvalidSpec, $"{BackupSchedule.KindName} {schedule}: {mistake.Field}: {mistake.Message}");
            return;
        }

        var task = new BackupTask { Kind = BackupTaskKind.Make, Job = BackupJobs.NameOf(work.Backup, BackupTaskKind.Make, string.Empty), Schedule = BackupJobs.Told(schedule) };
        try
        {
            if (schedule.Spec.Hooks is { } hooks && !await PrepareAsync(work, schedule, hooks, task, cancellationToken))
                return;
            await jobs.StartAsync(work.Backup, task, schedule.Spec.Worker, cancellationToken);
        }
        catch (BlockedException problem) when (work.Status.Hooks == BackupHookStage.Between)
        {
            // Applications that hooks have brought to rest are not kept so until somebody comes.
            work.Status.HookMessage = problem.Message;
            await EndAsync(work, schedule, () => work.Fail(problem.Reason, problem.Message));
            return;
        }
        catch (BlockedException problem)
        {
            Wait(work, patience, problem.Reason, problem.Message);
            return;
        }

        work.Begin(task.Job);
        work.Wake(work.Now + FirstLook);
    }

    /// <summary>Has the hooks run that come before a backup, once it is sure that nothing else is missing.</summary>
    /// <returns>Whether the backup can begin.</returns>
    private async Task<bool> PrepareAsync(BackupWork work, BackupSchedule schedule, BackupHooks hooks, BackupTask task, CancellationToken cancellationToken)
    {
        switch (work.Status.Hooks)
        {
            case BackupHookStage.NotBegun:
                await jobs.RequireAsync(work.Backup.Namespace, task, cancellationToken);
                // Said before the first is run, so that those after the backup are, whatever happens.
                work.Status.Hooks = BackupHookStage.Before;
                work.Progress("hooks are run before it");
                work.Wake(work.Now);
                return false;
            case BackupHookStage.Before:
                if (await rounds.RunAsync(work.Backup, hooks.Before, isBefore: true) is not { } outcome)
                    return false;
                work.Status.HookMessage = outcome.Message;
                if (!outcome.Succeeded)
                    await EndAsync(work, schedule, () => work.Fail(Reasons.HookFailed, outcome.Message!));
                else
                    work.Status.Hooks = BackupHookStage.Between;
                return outcome.Succeeded;
            case BackupHookStage.After:
                await EndAsync(work, schedule, () => work.Fail(Reasons.HookFailed, work.Status.HookMessage ?? "it was not begun"));
                return false;
            default:
                return true;
        }
    }

    /// <summary>Has the hooks run that come after a backup, and then says how that went.</summary>
    private async Task EndAsync(BackupWork work, BackupSchedule schedule, Action end)
    {
        if (work.Status.Hooks != BackupHookStage.NotBegun)
        {
            work.Status.Hooks = BackupHookStage.After;
            if (await rounds.RunAsync(work.Backup, schedule.Spec.Hooks?.After ?? [], isBefore: false) is not { } outcome)
            {
                work.Progress("hooks are run after it");
                return;
            }

            work.Close(outcome);
        }

        end();
    }

    private async Task CollectAsync(BackupWork work, BackupSchedule schedule, CancellationToken cancellationToken)
    {
        var job = work.Status.Job!;
        switch (await jobs.LookAsync(job, work.Backup.Namespace, cancellationToken))
        {
            case { Result: { IsSuccess: true } result }:
                await books.ApplyAsync(schedule, result, cancellationToken);
                await EndAsync(work, schedule, () => work.Complete(result));
                break;
            case { Result: { } failed }:
                await EndAsync(work, schedule, () => work.Fail(failed.Reason!, failed.Message!));
                break;
            case { Lost: { } lost }:
                await EndAsync(work, schedule, () => work.Fail(Reasons.WorkerLost, lost));
                break;
            case { Hindrance: var hindrance }:
                work.Status.Progress = await jobs.AttendAsync(work, job, work.Backup.Namespace, hindrance, cancellationToken) ?? work.Status.Progress;
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
