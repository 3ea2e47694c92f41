using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Backups;

/// <summary>What backups there are at a destination. Nothing but the destination is asked: a new cluster sees what the old one has left.</summary>
/// <param name="store">The destination, opened.</param>
public sealed class BackupCatalog(IContentStore store)
{
    private const int ManifestsAtOnce = 8;

    /// <summary>Lists the backups of one schedule or all, newest first.</summary>
    /// <param name="schedule">Whose: <c>NAMESPACE/NAME</c>; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BackupException">The destination cannot be listed.</exception>
    public async Task<IReadOnlyList<StoredBackup>> ListAsync(string? schedule, CancellationToken cancellationToken)
    {
        var folders = (await FoldersAsync(schedule, cancellationToken)).Where(found => found.Value.HasManifest).Select(found => found.Key);
        var backups = new ConcurrentBag<StoredBackup>();
        await Parallel.ForEachAsync(folders, new ParallelOptions { MaxDegreeOfParallelism = ManifestsAtOnce, CancellationToken = cancellationToken }, async (folder, token) =>
        {
            try
            {
                backups.Add(new StoredBackup(folder, await ReadAsync(folder, token), null));
            }
            catch (BackupException problem)
            {
                backups.Add(new StoredBackup(folder, null, problem));
            }
        });
        return [.. backups.OrderByDescending(backup => backup.Time).ThenBy(backup => backup.Folder.Path, StringComparer.Ordinal)];
    }

    /// <summary>Reads a backup's manifest.</summary>
    /// <exception cref="BackupException">There is none, it is damaged, or of a version that is not known.</exception>
    public async Task<BackupManifest> ReadAsync(BackupFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            var text = await SmallFile.ReadAsync(store.Contents, folder.PathOf(BackupFolder.Manifest), cancellationToken)
                ?? throw new BackupException(BackupProblem.NotFound, $"{folder} has no manifest, so it is no backup: its run did not come to its end");
            var hash = await SmallFile.ReadAsync(store.Contents, folder.PathOf(BackupFolder.ManifestHash), cancellationToken);
            if (hash is not null && !hash.AsSpan().StartsWith(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(text)))))
                throw new BackupException(BackupProblem.Damaged, $"the manifest of {folder} is not what was written: its SHA-256 is not that in {BackupFolder.ManifestHash}");
            return Parse(folder, text);
        }
        catch (ContentException problem)
        {
            throw new BackupException(BackupProblem.Damaged, $"the manifest of {folder} cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>The folders of a schedule or all, with what is known of them without opening anything.</summary>
    internal async Task<IReadOnlyDictionary<BackupFolder, FolderTraces>> FoldersAsync(string? schedule, CancellationToken cancellationToken)
    {
        var listing = new FolderListing();
        try
        {
            await store.ScanAsync(Encoding.UTF8.GetBytes(schedule ?? string.Empty), listing, cancellationToken);
        }
        catch (StoreException problem)
        {
            throw new BackupException(BackupProblem.DestinationFailed, $"{store.Description} cannot be listed: {problem.Message}", problem);
        }

        return listing.Problem is { } unreadable ? throw new BackupException(BackupProblem.DestinationFailed, unreadable) : listing.Folders;
    }

    private static BackupManifest Parse(BackupFolder folder, byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var version = document.RootElement.GetProperty("version").GetInt32();
            if (version > BackupManifest.CurrentVersion)
                throw new BackupException(BackupProblem.UnknownVersion, $"{folder} is of version {version}, and this Janitor knows {BackupManifest.CurrentVersion}: take a newer one");
            return document.Deserialize(BackupJson.Default.BackupManifest)!;
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BackupException(BackupProblem.Damaged, $"the manifest of {folder} cannot be understood: {problem.Message}", problem);
        }
    }

    private sealed class FolderListing : IInventoryVisitor
    {
        public ConcurrentDictionary<BackupFolder, FolderTraces> Folders { get; } = new();

        public string? Problem { get; private set; }

        public ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
        {
            foreach (ref readonly var item in batch.Items.Span)
            {
                if (BackupFolder.Of(Encoding.UTF8.GetString(item.Path.Span)) is not var (folder, file))
                    continue;
                var traces = new FolderTraces(file == BackupFolder.Manifest, file == BackupFolder.Running ? item.ModifiedAt : null);
                Folders.AddOrUpdate(folder, traces, (_, known) => new FolderTraces(known.HasManifest || traces.HasManifest, known.LastSign ?? traces.LastSign));
            }

            return ValueTask.CompletedTask;
        }

        public void Unreadable(ReadOnlyMemory<byte> path, string error) => Problem ??= $"{Encoding.UTF8.GetString(path.Span)} cannot be listed: {error}";
    }
}
