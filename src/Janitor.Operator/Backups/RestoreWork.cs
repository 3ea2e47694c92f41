using System.Globalization;
using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Status;

namespace Janitor.Operator.Backups;

/// <summary>One look at a restore.</summary>
/// <param name="restore">The restore as the cache has it.</param>
/// <param name="now">The moment.</param>
internal sealed class RestoreWork(Restore restore, DateTimeOffset now)
    : StatusWork<RestoreStatus>(restore.Metadata, (restore.Status ?? new RestoreStatus()) with { }, JanitorJson.Default.RestoreStatus, now)
{
    private const int MostSentences = 20;

    /// <summary>The restore as the cache has it.</summary>
    public Restore Restore => restore;

    /// <summary>Its worker was started.</summary>
    /// <param name="job">The Job.</param>
    public void Begin(string job)
    {
        (Status.Phase, Status.Job, Status.StartedAt) = (BackupPhase.Running, job, Now);
        Progress($"it goes on in Job {job}");
    }

    /// <summary>It was done.</summary>
    public void Complete(BackupResult result)
    {
        (Status.Phase, Status.CompletedAt, Status.Progress) = (BackupPhase.Succeeded, Now, null);
        (Status.Folder, Status.Plan) = (result.Backup!.Folder, [.. result.Plan.Take(MostSentences)]);
        var what = string.Create(CultureInfo.InvariantCulture, $"{result.Plan.Count} part(s) of {result.Backup.Folder}");
        Conclude(Reasons.Completed, restore.Spec.DryRun ? $"{what} could be restored; nothing was changed, and status.plan says what would be" : $"{what} are restored");
    }

    /// <summary>It was not done.</summary>
    public void Fail(string reason, string message)
    {
        (Status.Phase, Status.CompletedAt, Status.Progress) = (BackupPhase.Failed, Now, null);
        Stall(reason, message);
    }

    /// <summary>The restore with the status as it is now; null when that is as it was.</summary>
    public Restore? Changed() => IsChanged() ? restore with { Status = Status with { } } : null;
}
