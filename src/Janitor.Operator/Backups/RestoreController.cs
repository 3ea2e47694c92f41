using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Rbac;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Status;

namespace Janitor.Operator.Backups;

/// <summary>Has restores done, each once, and takes down what came of them.</summary>
[EntityRbac(typeof(Restore), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(typeof(Restore), Verbs = RbacVerb.Get | RbacVerb.Patch, Status = true)]
internal sealed class RestoreController(
    StatusDesk desk, ObjectCache<BackupSchedule> schedules, ObjectCache<Backup> backups, BackupJobs jobs, BackupNews news, TimeProvider time) : IEntityController<Restore>
{
    /// <summary>A short one ends before the cache knows that it was started: so each is looked at once more.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<ReconciliationResult<Restore>> ReconcileAsync(Restore entity, CancellationToken cancellationToken)
    {
        if (entity.Metadata.DeletionTimestamp is not null || entity.IsEnded)
            return ReconciliationResult<Restore>.Success(entity);
        var work = new RestoreWork(entity, time.GetUtcNow());
        var result = await desk.LookAsync(entity, work, work.Changed, () => LookAsync(work, cancellationToken), cancellationToken);
        if (result.Entity.IsEnded)
            news.Ended(ScheduleOf(result.Entity), result.Entity);
        return result;
    }

    /// <inheritdoc/>
    public Task<ReconciliationResult<Restore>> DeletedAsync(Restore entity, CancellationToken cancellationToken) => Task.FromResult(ReconciliationResult<Restore>.Success(entity));

    private BackupSchedule? ScheduleOf(Restore restore)
    {
        var name = restore.Spec.From?.Schedule ?? (restore.Spec.Backup is { } backup ? backups.Get(new ObjectKey(restore.Namespace, backup))?.Spec.Schedule : null);
        return name is null ? null : schedules.Get(new ObjectKey(restore.Namespace, name));
    }

    private async Task LookAsync(RestoreWork work, CancellationToken cancellationToken)
    {
        if (work.Status.Phase == BackupPhase.Running)
        {
            await CollectAsync(work, cancellationToken);
            return;
        }

        var mistakes = RestoreValidator.Validate(work.Restore).Select(mistake => $"{mistake.Field}: {mistake.Message}").ToList();
        if (mistakes.Count > 0)
            work.Fail(Reasons.InvalidSpec, string.Join("\n", mistakes));
        else if (Find(work) is var (schedule, at))
            await StartAsync(work, schedule, at, cancellationToken);
    }

    /// <summary>The schedule whose destination has the backup, and which backup it is; null when there is none, which is told.</summary>
    private (BackupSchedule Schedule, string At)? Find(RestoreWork work)
    {
        var (@namespace, spec) = (work.Restore.Namespace, work.Restore.Spec);
        var (name, at) = (spec.From?.Schedule, spec.From?.At);
        if (spec.Backup is { } chosen)
        {
            if (backups.Get(new ObjectKey(@namespace, chosen)) is not { } backup)
                throw new BlockedException(Reasons.BackupNotFound, $"there is no {Backup.KindName} {chosen} in namespace {@namespace}; kubectl get backups shows those there are");
            if (!backup.IsEnded)
                throw new BlockedException(Reasons.BackupNotReady, $"{Backup.KindName} {chosen} is not stored yet; the restore begins when it is");
            if (!backup.IsGood)
            {
                work.Fail(Reasons.BackupNotReady, $"{Backup.KindName} {chosen} is {backup.Status!.Phase}, and cannot be restored; choose another");
                return null;
            }

            (name, at) = (backup.Spec.Schedule, BackupBooks.FolderOf(backup));
        }

        var schedule = schedules.Get(new ObjectKey(@namespace, name!))
            ?? throw new BlockedException(Reasons.ScheduleNotFound, $"there is no {BackupSchedule.KindName} {name} in namespace {@namespace}, which says where its backups are; create it, if need be with suspend: true");
        return BackupScheduleValidator.Validate(schedule) is [var mistake, ..]
            ? throw new BlockedException(Reasons.InvalidSpec, $"{BackupSchedule.KindName} {schedule}: {mistake.Field}: {mistake.Message}")
            : (schedule, at!);
    }

    private async Task StartAsync(RestoreWork work, BackupSchedule schedule, string at, CancellationToken cancellationToken)
    {
        var job = BackupJobs.NameOf(work.Restore, BackupTaskKind.Restore, string.Empty);
        var task = new BackupTask { Kind = BackupTaskKind.Restore, Job = job, Schedule = BackupJobs.Told(schedule), At = at, Restore = work.Restore.Spec };
        await jobs.StartAsync(work.Restore, task, work.Restore.Spec.Worker ?? schedule.Spec.Worker, cancellationToken);
        work.Begin(job);
        work.Wake(work.Now + FirstLook);
    }

    private async Task CollectAsync(RestoreWork work, CancellationToken cancellationToken)
    {
        var (job, @namespace) = (work.Status.Job!, work.Restore.Namespace);
        switch (await jobs.LookAsync(job, @namespace, cancellationToken))
        {
            case { Result: { IsSuccess: true } result }:
                work.Complete(result);
                break;
            case { Result: { } failed }:
                work.Fail(failed.Reason!, failed.Message!);
                break;
            case { Lost: { } lost }:
                work.Fail(Reasons.WorkerLost, $"{lost}. Databases are as they were, for each is restored in one transaction; of objects and files some may have been restored");
                break;
            case { Hindrance: var hindrance }:
                work.Status.Progress = await jobs.AttendAsync(work, job, @namespace, hindrance, cancellationToken) ?? work.Status.Progress;
                break;
        }
    }
}
