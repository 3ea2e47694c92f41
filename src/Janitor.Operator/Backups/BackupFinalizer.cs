using Janitor.Api.Backups;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Events;
using Janitor.Operator.Backups.Hooks;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Status;

namespace Janitor.Operator.Backups;

/// <summary>
/// Removes what is stored of a Backup that is deleted, where its deletion policy says so and its schedule stays; and runs the hooks that come after one which is deleted while it is made.
/// </summary>
internal sealed class BackupFinalizer(ObjectCache<BackupSchedule> schedules, BackupJobs jobs, HookRounds rounds, IEventRecorder events, TimeProvider time) : IEntityFinalizer<Backup>
{
    /// <summary>The finalizer as backups carry it.</summary>
    public const string Id = "janitor.dev/backup";

    /// <summary>How long it is tried. A namespace that goes takes no new Jobs, and must not wait for ever for what cannot be done.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public bool IsNeeded(Backup entity) => entity.Spec.DeletionPolicy == BackupDeletionPolicy.Delete || AreHooksOpen(entity);

    /// <inheritdoc/>
    public async Task<ReconciliationResult<Backup>> FinalizeAsync(Backup entity, CancellationToken cancellationToken)
    {
        if (AreHooksOpen(entity) && OwnerOf(entity) is { Spec.Hooks: { } hooks } && await rounds.RunAsync(entity, hooks.After, isBefore: false) is null)
            return ReconciliationResult<Backup>.Success(entity, LookInterval);
        if (entity.Spec.DeletionPolicy != BackupDeletionPolicy.Delete || BackupBooks.FolderOf(entity) is not { } folder || OwnerOf(entity) is not { } schedule)
            return ReconciliationResult<Backup>.Success(entity);
        var job = BackupJobs.NameOf(schedule, BackupTaskKind.Remove, entity.Metadata.Uid!);
        var problem = await RemoveAsync(schedule, folder, job, cancellationToken);
        if (problem is { Length: 0 })
            return ReconciliationResult<Backup>.Success(entity);
        if (time.GetUtcNow() - entity.Metadata.DeletionTimestamp < Patience)
            return problem is null ? ReconciliationResult<Backup>.Success(entity, LookInterval) : ReconciliationResult<Backup>.Failure(entity, problem);
        events.Record(entity, EventType.Warning, Reasons.LeftBehind, "Delete", $"deleted all the same; {folder} stays at the destination: {problem ?? "its removal did not come to its end"}");
        return ReconciliationResult<Backup>.Success(entity);
    }

    private static bool AreHooksOpen(Backup backup) => !backup.IsEnded && backup.Status?.Hooks is not (null or BackupHookStage.NotBegun);

    /// <returns>Empty when it is removed, what is wrong, or null while it goes on.</returns>
    private async Task<string?> RemoveAsync(BackupSchedule schedule, string folder, string job, CancellationToken cancellationToken)
    {
        try
        {
            await jobs.StartAsync(schedule, new BackupTask { Kind = BackupTaskKind.Remove, Job = job, Schedule = BackupJobs.Told(schedule), At = folder }, schedule.Spec.Worker, cancellationToken);
            var state = await jobs.LookAsync(job, schedule.Namespace, cancellationToken);
            if (state is not ({ Result.IsSuccess: false } or { Lost: not null }))
                return state.Result is null ? null : string.Empty;
            // Another one, and not this again.
            await jobs.EndAsync(job, schedule.Namespace, cancellationToken);
            return state.Result?.Message ?? state.Lost;
        }
        catch (Exception problem) when (problem is BlockedException or ApiException)
        {
            return problem.Message;
        }
    }

    /// <summary>The schedule whose backup it is; null when that is gone or about to go, or another one of its name is there.</summary>
    private BackupSchedule? OwnerOf(Backup backup) => schedules.Get(new ObjectKey(backup.Namespace, backup.Spec.Schedule)) is { Metadata.DeletionTimestamp: null } schedule
        && (backup.Metadata.OwnerReferences?.Any(owner => owner.Uid == schedule.Metadata.Uid) ?? false)
            ? schedule
            : null;
}
