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
    /// <param name="now">The moment by the destination's clock, in nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="isAlone">Whether no other run can be going on.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was removed.</returns>
    public async Task<IReadOnlyList<BackupFolder>> RunAsync(BackupFolder own, long now, bool isAlone, CancellationToken cancellationToken)
    {
        var folders = await new BackupCatalog(store).FoldersAsync(own.Schedule, cancellationToken);
        var removed = new List<BackupFolder>();
        foreach (var folder in folders.Keys.Where(IsDebris))
        {
            await new BackupRemoval(store).RemoveAsync(folder, cancellationToken);
            removed.Add(folder);
        }

        await store.Contents.SweepAsync(
            (path, _) => BackupFolder.Of(Encoding.UTF8.GetString(path.Span)) is var (folder, _) && folder.Schedule == own.Schedule && IsDebris(folder), cancellationToken);
        return removed;

        bool IsDebris(BackupFolder folder)
        {
            // Names are times.
            if (string.CompareOrdinal(folder.Name, own.Name) >= 0)
                return false;
            var traces = folders.GetValueOrDefault(folder) ?? new FolderTraces(false, null);
            return !traces.HasManifest && (isAlone || traces.LastSign is not { } sign || now - sign > SignOfLife.Silence.Ticks * NanosecondsOfTick);
        }
    }
}
