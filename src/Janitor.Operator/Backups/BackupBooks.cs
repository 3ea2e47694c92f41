using System.Text.Json.Nodes;
using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Rbac;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Status;

namespace Janitor.Operator.Backups;

/// <summary>The Backup objects of schedules: made, brought in line with what is at the destination, and bounded in number.</summary>
/// <param name="client">The API server.</param>
/// <param name="backups">All of them.</param>
/// <param name="jobs">The Jobs of the cluster.</param>
/// <param name="time">The clock.</param>
[EntityRbac(typeof(Backup), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
[EntityRbac(typeof(Backup), Verbs = RbacVerb.Get | RbacVerb.Patch, Status = true)]
internal sealed class BackupBooks(IKubernetesClient client, ObjectCache<Backup> backups, ObjectCache<Job> jobs, TimeProvider time)
{
    /// <summary>The label that carries the schedule's name, where it is short enough for one.</summary>
    public const string ScheduleLabel = "janitor.dev/schedule";

    /// <summary>The annotation that says why a backup was made.</summary>
    public const string TriggerAnnotation = "janitor.dev/trigger";

    private const int LongestLabel = 63;

    /// <summary>Ended Jobs of a schedule's backups that are kept, for their logs.</summary>
    private const int KeptJobs = 3;

    /// <summary>Clocks of nodes differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>The backups of a schedule, but those that are about to go.</summary>
    public IReadOnlyList<Backup> Of(BackupSchedule schedule) =>
        [.. backups.Find(NamespaceIndex.Name, schedule.Namespace).Where(backup => backup.Spec.Schedule == schedule.Metadata.Name && backup.Metadata.DeletionTimestamp is null)];

    /// <summary>Makes the object of a backup that is to be made; the same is made once, however often it is asked for.</summary>
    public Task MakeAsync(BackupSchedule schedule, string name, string trigger, CancellationToken cancellationToken) =>
        CreateAsync(schedule, name, new BackupSpec { Schedule = schedule.Metadata.Name, DeletionPolicy = schedule.Spec.DeletionPolicy }, trigger, cancellationToken);

    /// <summary>Ends one that is being made.</summary>
    public Task CancelAsync(Backup backup, CancellationToken cancellationToken) =>
        client.MergeAsync<Backup>(backup.Metadata.Name, backup.Namespace, new JsonObject { ["spec"] = new JsonObject { ["cancel"] = true } }, cancellationToken);

    /// <summary>Makes a schedule the controller of a backup that somebody else has made.</summary>
    public async Task OwnAsync(BackupSchedule schedule, Backup backup, CancellationToken cancellationToken)
    {
        if (backup.Metadata.OwnerReferences?.Any(owner => owner.Uid == schedule.Metadata.Uid || owner.Controller == true) ?? false)
            return;
        var owned = new Backup { Metadata = new ObjectMeta { Namespace = backup.Namespace, OwnerReferences = backup.Metadata.OwnerReferences } };
        ControllerReference.Set(schedule, owned);
        var references = owned.Metadata.OwnerReferences!.Select(owner => (JsonNode)new JsonObject
        {
            ["apiVersion"] = owner.ApiVersion,
            ["kind"] = owner.Kind,
            ["name"] = owner.Name,
            ["uid"] = owner.Uid,
            ["controller"] = owner.Controller,
            ["blockOwnerDeletion"] = owner.BlockOwnerDeletion,
        });
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = backup.Metadata.ResourceVersion, ["ownerReferences"] = new JsonArray([.. references]) } };
        await client.MergeAsync<Backup>(backup.Metadata.Name, backup.Namespace, patch, cancellationToken);
    }

    /// <summary>Brings the objects in line with what a worker has found at the destination.</summary>
    /// <param name="schedule">Whose.</param>
    /// <param name="result">What the worker has found; nothing happens when it did not look.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many were found that nobody here knew.</returns>
    public async Task<int> ApplyAsync(BackupSchedule schedule, BackupResult result, CancellationToken cancellationToken)
    {
        if (result is not { Packed: { } packed, ReadAt: { } readAt })
            return 0;
        var (catalog, known) = (Catalog.Unpack(packed), Of(schedule));
        var byFolder = known.Where(backup => FolderOf(backup) is not null).ToLookup(FolderOf!, StringComparer.Ordinal);
        // What runs here may have written its manifest just now; its own result says so.
        var runsSince = known.Where(backup => !backup.IsEnded && backup.Status?.StartedAt is not null).Min(backup => backup.Status!.StartedAt) - Skew;
        var adopted = 0;
        foreach (var entry in catalog.Entries.Take(schedule.Spec.History))
        {
            if (byFolder[entry.Folder].FirstOrDefault() is { } own)
                await TakeAsync(own, entry, cancellationToken);
            else if (entry.Folder != result.Backup?.Folder && !(entry.StartedAt >= runsSince))
                adopted += await AdoptAsync(schedule, entry, cancellationToken) ? 1 : 0;
        }

        var there = catalog.Entries.Select(entry => entry.Folder).ToHashSet(StringComparer.Ordinal);
        var isWhole = catalog.Entries.Count == result.Good;
        foreach (var backup in known.Where(backup => FolderOf(backup) is { } folder && !there.Contains(folder)))
        {
            if (catalog.Removed.Contains(FolderOf(backup)))
                await DropAsync(backup, cancellationToken);
            else if (catalog.Unreadable.Contains(FolderOf(backup)))
                await LoseAsync(backup, nameof(BackupProblem.Damaged), $"the manifest of {FolderOf(backup)} cannot be read; restore an older backup, and look at the destination", cancellationToken);
            else if (IsMissing(backup))
                await LoseAsync(backup, Reasons.BackupMissing, $"{FolderOf(backup)} is not at the destination any more, and it was not the schedule's retention that removed it", cancellationToken);
        }

        return adopted;

        // Whether it should have been found: it is not newer than the listing, and not older than what there was room to tell.
        bool IsMissing(Backup backup) => backup.Status?.Phase is null or BackupPhase.Pending or BackupPhase.Succeeded
            && !(backup.Status?.CompletedAt > readAt - Skew)
            && (isWhole || backup.Status?.StartedAt > catalog.Entries[^1].StartedAt);
    }

    /// <summary>Removes objects that are too many, and Jobs whose logs nobody needs any more. What is stored stays.</summary>
    public async Task TrimAsync(BackupSchedule schedule, IReadOnlyList<Backup> known, CancellationToken cancellationToken)
    {
        var ended = known.Where(backup => backup.IsEnded).OrderByDescending(backup => backup.Status!.StartedAt ?? backup.Metadata.CreationTimestamp).ToList();
        foreach (var backup in ended.Where(backup => backup.IsGood).Skip(schedule.Spec.History).Concat(ended.Where(backup => !backup.IsGood).Skip(schedule.Spec.FailedHistory)))
            await DropAsync(backup, cancellationToken);
        foreach (var job in ended.Where(backup => backup.Status!.Job is not null).Skip(KeptJobs).Select(backup => jobs.Get(new ObjectKey(backup.Namespace, backup.Status!.Job!))).OfType<Job>())
            await client.DeleteAsync<Job>(job.Metadata.Name, job.Metadata.Namespace, job.Metadata.Uid, cancellationToken);
    }

    /// <summary>The name of the folder at the destination; null of one that is not stored.</summary>
    public static string? FolderOf(Backup backup) => backup.Status?.Folder ?? backup.Spec.Folder;

    private async Task<bool> AdoptAsync(BackupSchedule schedule, CatalogEntry entry, CancellationToken cancellationToken)
    {
        var spec = new BackupSpec { Schedule = schedule.Metadata.Name, Folder = entry.Folder, DeletionPolicy = schedule.Spec.DeletionPolicy };
        if (await CreateAsync(schedule, BackupNames.ByFolder(schedule, entry.Folder), spec, "Adopted", cancellationToken) is not { } made)
            return false;
        await TakeAsync(made, entry, cancellationToken);
        return true;
    }

    private async Task TakeAsync(Backup backup, CatalogEntry entry, CancellationToken cancellationToken)
    {
        if (backup.IsGood)
            return;
        var work = new BackupWork(backup, time.GetUtcNow());
        work.Adopt(entry);
        if (work.Changed() is { } changed)
            await client.ApplyStatusAsync(changed, cancellationToken);
    }

    /// <summary>Says that one cannot be restored any more. The next listing that finds it takes that back.</summary>
    private async Task LoseAsync(Backup backup, string reason, string message, CancellationToken cancellationToken)
    {
        var work = new BackupWork(backup, time.GetUtcNow());
        work.Fail(reason, message, BackupPhase.Missing);
        if (work.Changed() is { } changed)
            await client.ApplyStatusAsync(changed, cancellationToken);
    }

    /// <summary>Removes an object, and nothing of what is stored, whatever its deletion policy says.</summary>
    private async Task DropAsync(Backup backup, CancellationToken cancellationToken)
    {
        if (backup.Spec.DeletionPolicy == BackupDeletionPolicy.Delete)
        {
            var patch = new JsonObject { ["spec"] = new JsonObject { ["deletionPolicy"] = nameof(BackupDeletionPolicy.Retain) } };
            await client.MergeAsync<Backup>(backup.Metadata.Name, backup.Namespace, patch, cancellationToken);
        }

        await client.DeleteAsync<Backup>(backup.Metadata.Name, backup.Namespace, backup.Metadata.Uid, cancellationToken);
    }

    /// <summary>Makes an object; null when there is one of its name.</summary>
    private async Task<Backup?> CreateAsync(BackupSchedule schedule, string name, BackupSpec spec, string trigger, CancellationToken cancellationToken)
    {
        var backup = new Backup
        {
            Metadata = new ObjectMeta
            {
                Name = name,
                Namespace = schedule.Namespace,
                Labels = schedule.Metadata.Name.Length <= LongestLabel ? new Dictionary<string, string> { [ScheduleLabel] = schedule.Metadata.Name } : null,
                Annotations = new Dictionary<string, string> { [TriggerAnnotation] = trigger },
            },
            Spec = spec,
        };
        ControllerReference.Set(schedule, backup);
        try
        {
            return await client.CreateAsync(backup, cancellationToken);
        }
        catch (ApiException problem) when (problem.Reason == "AlreadyExists")
        {
            return null;
        }
    }
}
