using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Rbac;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Status;

namespace Janitor.Operator.Backups;

/// <summary>Keeps schedules: makes Backups when they are due, knows what is at the destination, and says how it stands.</summary>
[EntityRbac(typeof(BackupSchedule), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(typeof(BackupSchedule), Verbs = RbacVerb.Get | RbacVerb.Patch, Status = true)]
internal sealed class BackupScheduleController(
    IKubernetesClient client, StatusDesk desk, BackupBooks books, BackupJobs jobs, BackupVerifications verifications, Presence presence, BackupNews news, TimeProvider time)
    : IEntityController<BackupSchedule>
{
    /// <summary>The destination is read so often, beside each backup: others may write to it.</summary>
    private static readonly TimeSpan ReadingInterval = TimeSpan.FromDays(1);

    /// <summary>A destination that cannot be read is tried again after so long.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    /// <summary>How long a Backup may seem to be without a status that it has.</summary>
    private static readonly TimeSpan CacheLag = TimeSpan.FromSeconds(10);

    /// <summary>While a worker goes on, changes are watched; this is for those that no watch tells.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async Task<ReconciliationResult<BackupSchedule>> ReconcileAsync(BackupSchedule entity, CancellationToken cancellationToken)
    {
        if (entity.Metadata.DeletionTimestamp is not null)
            return ReconciliationResult<BackupSchedule>.Success(entity);
        var work = new ScheduleWork(entity, time.GetUtcNow());
        var result = await desk.LookAsync(entity, work, work.Changed, () => LookAsync(work, cancellationToken), cancellationToken);
        if (StaleOf(result.Entity) is { } stale && StaleOf(entity) is null)
            news.Stale(result.Entity, stale);
        return result;
    }

    /// <inheritdoc/>
    public Task<ReconciliationResult<BackupSchedule>> DeletedAsync(BackupSchedule entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<BackupSchedule>.Success(entity));

    private static Condition? StaleOf(BackupSchedule schedule) => schedule.Status?.Conditions.FirstOrDefault(condition => condition is { Type: ConditionTypes.BackupFresh, Status: "False" });

    private async Task LookAsync(ScheduleWork work, CancellationToken cancellationToken)
    {
        if (!Accept(work))
            return;
        var schedule = work.Schedule;
        var agenda = BackupAgenda.Of(schedule, work.Status, work.Now);
        var known = books.Of(schedule);
        work.Tell(known, agenda.StaleBefore);
        presence.Require(schedule.Namespace, BackupDependencies.SecretsOf(schedule), BackupDependencies.ClaimsOf(schedule));
        var unreadable = await ReadAsync(work, known, cancellationToken);
        await MakeDueAsync(work, agenda, known, cancellationToken);
        await verifications.AttendAsync(work, known, cancellationToken);
        await books.TrimAsync(schedule, known, cancellationToken);
        if (unreadable is { } problem)
            work.Hinder(problem.Reason, problem.Message);
        else
            Conclude(work);
    }

    /// <summary>Whether the spec can be worked on; if not, that is said.</summary>
    private static bool Accept(ScheduleWork work)
    {
        var mistakes = BackupScheduleValidator.Validate(work.Schedule).Select(mistake => $"{mistake.Field}: {mistake.Message}").ToList();
        if (mistakes.Count > 0)
            work.Stall(Reasons.InvalidSpec, string.Join("\n", mistakes));
        return mistakes.Count == 0;
    }

    /// <summary>Sees to it that what is at the destination is known.</summary>
    /// <returns>Why it cannot be read; null when it can, as far as is known.</returns>
    private async Task<(string Reason, string Message)?> ReadAsync(ScheduleWork work, IReadOnlyList<Backup> known, CancellationToken cancellationToken)
    {
        if (work.Status.Reading is { Problem: null } reading)
            await CollectAsync(work, reading, cancellationToken);
        if (work.Status.Reading is { Problem: { } problem } failed)
        {
            work.Wake(failed.StartedAt + RetryInterval);
            if (failed.StartedAt + RetryInterval > work.Now)
                return (failed.Reason ?? Reasons.DestinationFailed, problem);
            work.Status.Reading = null;
        }

        // One that says where it is stored, and of which nothing more is known, was made by hand, or by an operator that ended before it could say more. Just now it may be the cache that lags.
        var unknown = known.Where(backup => backup is { Spec.Folder: not null, IsEnded: false }).Select(backup => backup.Metadata.CreationTimestamp + CacheLag).OfType<DateTimeOffset>().ToList();
        foreach (var at in unknown)
            work.Wake(at);
        var isDue = work.Status.CatalogReadAt is not { } readAt || readAt + ReadingInterval <= work.Now || unknown.Any(at => at <= work.Now);
        if (work.Status.Reading is null && isDue)
            await StartReadingAsync(work, cancellationToken);
        if (work.Status.CatalogReadAt is { } last)
            work.Wake(last + ReadingInterval);
        return null;
    }

    private async Task CollectAsync(ScheduleWork work, ActiveBackupWork reading, CancellationToken cancellationToken)
    {
        switch (await jobs.LookAsync(reading.Job, work.Schedule.Namespace, cancellationToken))
        {
            case { Result: { IsSuccess: true } result }:
                news.Adopted(work.Schedule, await books.ApplyAsync(work.Schedule, result, cancellationToken));
                (work.Status.Reading, work.Status.CatalogReadAt) = (null, result.ReadAt);
                if (result.Unreadable > 0)
                    news.Unreadable(work.Schedule, result);
                break;
            case { Result: { } failed }:
                work.Status.Reading = reading with { Reason = failed.Reason, Problem = failed.Message };
                break;
            case { Lost: { } lost }:
                work.Status.Reading = reading with { Reason = Reasons.WorkerLost, Problem = lost };
                break;
            case { Hindrance: var hindrance }:
                work.Hindrance = hindrance;
                work.Wake(work.Now + LookInterval);
                break;
        }
    }

    /// <summary>First says that a worker is about to start, and by which name it is known: an operator that ends in between finds it.</summary>
    private async Task StartReadingAsync(ScheduleWork work, CancellationToken cancellationToken)
    {
        var job = BackupJobs.NameOf(work.Schedule, BackupTaskKind.Read, TimeConverter.Format(work.Now));
        work.Status.Reading = new ActiveBackupWork { Job = job, StartedAt = work.Now };
        work.Progress("the destination is being read");
        if (work.Changed() is { } pending)
            await client.ApplyStatusAsync(pending, cancellationToken);
        await jobs.StartAsync(work.Schedule, new BackupTask { Kind = BackupTaskKind.Read, Job = job, Schedule = BackupJobs.Told(work.Schedule) }, work.Schedule.Spec.Worker, cancellationToken);
        work.Wake(work.Now + LookInterval);
    }

    private async Task MakeDueAsync(ScheduleWork work, BackupAgenda agenda, IReadOnlyList<Backup> known, CancellationToken cancellationToken)
    {
        var (schedule, status) = (work.Schedule, work.Status);
        status.NextRunTime = agenda.NextTime;
        if (agenda.NextTime is { } next)
            work.Wake(next);
        // One that was asked for waits for the end of that which goes on; a time of the schedule does not.
        if (agenda.Asked is { } value && await TryMakeAsync(schedule, BackupNames.ByHand(schedule, value), "Manual", known, cancellationToken))
            status.LastHandledRunAt = value;
        if (agenda.LastTime is not { } time)
            return;
        if (agenda.IsLate)
        {
            news.Missed(schedule, time);
        }
        else if (agenda.IsDue && !await TryMakeAsync(schedule, BackupNames.ByTime(schedule, time), "Schedule", known, cancellationToken))
        {
            status.SkippedRuns++;
            news.Skipped(schedule, time);
        }

        status.LastScheduleTime = time;
    }

    /// <returns>Whether it is made: not when another goes on that must not be disturbed.</returns>
    private async Task<bool> TryMakeAsync(BackupSchedule schedule, string name, string trigger, IReadOnlyList<Backup> known, CancellationToken cancellationToken)
    {
        if (known.Any(backup => backup.Metadata.Name == name))
            return true;
        var going = known.Where(backup => !backup.IsEnded && backup.Spec.Folder is null).ToList();
        if (going.Count > 0 && schedule.Spec.ConcurrencyPolicy == BackupConcurrency.Forbid)
            return false;
        if (schedule.Spec.ConcurrencyPolicy == BackupConcurrency.Replace)
        {
            foreach (var backup in going)
                await books.CancelAsync(backup, cancellationToken);
        }

        await books.MakeAsync(schedule, name, trigger, cancellationToken);
        return true;
    }

    private static void Conclude(ScheduleWork work)
    {
        if (work.Hindrance is { } hindrance)
            work.Hinder(Reasons.WorkerWaiting, hindrance);
        else if (work.Status.CatalogReadAt is null)
            work.Progress("the destination is being read");
        else if (work.Schedule.Spec.Suspend)
            work.Conclude(Reasons.Suspended, "accepted; suspended, so that only the annotation janitor.dev/run-at makes a backup");
        else
            work.Conclude(Reasons.Succeeded, work.Status.NextRunTime is { } next ? $"accepted; the next backup is due at {TimeConverter.Format(next)}" : "accepted");
    }
}
