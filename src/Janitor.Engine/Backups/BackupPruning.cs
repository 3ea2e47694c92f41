using Janitor.Api.Backups;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Backups;

/// <summary>
/// Removes the backups that retention does not keep, the oldest first. The newest whose manifest can be read is never removed, and neither is one whose manifest cannot be read: nobody knows
/// what it is.
/// </summary>
/// <param name="store">The destination; opened for changes, unless nothing is to be removed.</param>
/// <param name="time">The clock, from which ages are seen.</param>
public sealed class BackupPruning(IContentStore store, TimeProvider time)
{
    /// <summary>Removes those of one schedule.</summary>
    /// <param name="schedule">The schedule, valid.</param>
    /// <param name="dryRun">True to remove nothing, and tell what would be.</param>
    /// <param name="cancellationToken">Ends the call; a backup that is half removed then counts as none, and the next run of the schedule clears it up.</param>
    /// <returns>All backups of the schedule, newest first. One that could not be removed does not keep the others from it.</returns>
    /// <exception cref="BackupException">The destination cannot be listed.</exception>
    public async Task<IReadOnlyList<PrunedBackup>> RunAsync(BackupSchedule schedule, bool dryRun, CancellationToken cancellationToken)
    {
        var backups = await new BackupCatalog(store).ListAsync(schedule.ToString(), cancellationToken);
        var pruned = new List<PrunedBackup>();
        foreach (var (backup, verdict) in JudgedBackup.Judge(schedule, backups, time.GetUtcNow()).Reverse())
            pruned.Add(dryRun || !verdict.Expires ? new PrunedBackup(backup, verdict, Removed: false, 0, null) : await RemoveAsync(backup, verdict, cancellationToken));
        pruned.Reverse();
        return pruned;
    }

    private async Task<PrunedBackup> RemoveAsync(StoredBackup backup, BackupVerdict verdict, CancellationToken cancellationToken)
    {
        try
        {
            return new PrunedBackup(backup, verdict, Removed: true, await new BackupRemoval(store).RemoveAsync(backup.Folder, cancellationToken), null);
        }
        catch (Exception problem) when (problem is BackupException or StoreException)
        {
            return new PrunedBackup(backup, verdict, Removed: false, 0, problem);
        }
    }
}
