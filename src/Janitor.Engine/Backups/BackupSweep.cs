using System.Text;
using Janitor.Engine.Contents;

namespace Janitor.Engine.Backups;

/// <summary>Removes what runs that were killed have left: folders without a manifest, and uploads that were not completed.</summary>
/// <param name="store">The destination, opened for changes.</param>
internal sealed class BackupSweep(IContentStore store)
{
    private const long NanosecondsOfTick = 100;

    /// <summary>Removes the debris of a schedule.</summary>
    /// <param name="own">The folder of the run that sweeps; newer ones stay as well.</param>
    /// <param name="sign">That run's sign of life.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RunAsync(BackupFolder own, SignOfLife sign, CancellationToken cancellationToken)
    {
        var folders = await new BackupCatalog(store).FoldersAsync(own.Schedule, cancellationToken);
        var kept = new HashSet<BackupFolder>();
        foreach (var (folder, traces) in folders.Where(found => IsOlder(found.Key)))
        {
            if (traces.HasManifest || !await IsDeadAsync(folder, traces, sign, cancellationToken))
                kept.Add(folder);
            else
                await new BackupRemoval(store).RemoveAsync(folder, cancellationToken);
        }

        await store.Contents.SweepAsync(
            (path, _) => BackupFolder.Of(Encoding.UTF8.GetString(path.Span)) is var (folder, _) && folder.Schedule == own.Schedule && IsOlder(folder) && !kept.Contains(folder), cancellationToken);

        // Names are times.
        bool IsOlder(BackupFolder folder) => string.CompareOrdinal(folder.Name, own.Name) < 0;
    }

    private async Task<bool> IsDeadAsync(BackupFolder folder, FolderTraces traces, SignOfLife sign, CancellationToken cancellationToken) =>
        traces.LastSign is not { } last
        || sign.BegunAt - last > SignOfLife.Silence.Ticks * NanosecondsOfTick
        || (sign.Id is { } id && await SignOfLife.IsOfAsync(store.Contents, folder, id, cancellationToken));
}
