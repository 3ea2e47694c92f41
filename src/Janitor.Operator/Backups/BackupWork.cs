using System.Globalization;
using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Engine.Retention.Reports;
using Janitor.Operator.Backups.Hooks;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Status;

namespace Janitor.Operator.Backups;

/// <summary>One look at a backup.</summary>
/// <param name="backup">The backup as the cache has it.</param>
/// <param name="now">The moment.</param>
internal sealed class BackupWork(Backup backup, DateTimeOffset now)
    : StatusWork<BackupStatus>(backup.Metadata, (backup.Status ?? new BackupStatus()) with { }, JanitorJson.Default.BackupStatus, now)
{
    /// <summary>The backup as the cache has it.</summary>
    public Backup Backup => backup;

    /// <summary>Its worker was started.</summary>
    /// <param name="job">The Job.</param>
    public void Begin(string job)
    {
        (Status.Phase, Status.Job, Status.StartedAt) = (BackupPhase.Running, job, Now);
        Progress($"it is made in Job {job}");
    }

    /// <summary>It is stored as a whole.</summary>
    public void Complete(BackupResult result)
    {
        Take(result.Backup!);
        (Status.ManifestSha256, Status.Parts) = (result.ManifestSha256, result.Parts);
        var took = (result.Backup!.CompletedAt - result.Backup.StartedAt).TotalSeconds;
        Conclude(Reasons.Completed, string.Create(
            CultureInfo.InvariantCulture,
            $"{HumanSize.Bytes(result.Backup.PlainBytes)} of {result.Parts.Count} part(s) are stored in {HumanSize.Bytes(result.Backup.StoredBytes)}; it took {took:0} s{(result.Message is null ? "" : $"; {result.Message}")}"));
    }

    /// <summary>It was found at the destination.</summary>
    public void Adopt(CatalogEntry entry)
    {
        Take(entry);
        Conclude(Reasons.Adopted, $"{HumanSize.Bytes(entry.StoredBytes)}, found at the destination");
    }

    /// <summary>There is none, and there will be none.</summary>
    public void Fail(string reason, string message, BackupPhase phase = BackupPhase.Failed)
    {
        (Status.Phase, Status.Progress) = (phase, null);
        Status.CompletedAt ??= Now;
        Stall(reason, message);
    }

    /// <summary>The hooks after it have been run; that one failed does not make what is stored worse.</summary>
    public void Close(HookOutcome outcome)
    {
        if (outcome.Message is { } problem)
            Status.HookMessage = Status.HookMessage is { } earlier ? $"{earlier}\n{problem}" : problem;
    }

    /// <summary>What a verification found.</summary>
    public void Verify(bool isProven, string reason, string message)
    {
        Status.VerifiedAt = Now;
        Conditions.Set(ConditionTypes.Verified, isProven, reason, message);
    }

    /// <summary>The backup with the status as it is now; null when that is as it was.</summary>
    public Backup? Changed() => IsChanged() ? backup with { Status = Status with { } } : null;

    private void Take(CatalogEntry entry)
    {
        (Status.Phase, Status.Folder, Status.Progress) = (BackupPhase.Succeeded, entry.Folder, null);
        (Status.StartedAt, Status.CompletedAt) = (entry.StartedAt, entry.CompletedAt);
        (Status.PlainBytes, Status.StoredBytes, Status.Stored) = (entry.PlainBytes, entry.StoredBytes, HumanSize.Bytes(entry.StoredBytes));
    }
}
