using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Janitor.Engine.Contents;

namespace Janitor.Engine.Backups;

/// <summary>Makes a backup: one part after the other, and the manifest last.</summary>
/// <param name="destination">Where to, opened for changes.</param>
/// <param name="codec">Compresses and encrypts.</param>
/// <param name="options">How.</param>
/// <param name="time">The clock.</param>
public sealed class BackupRun(IContentStore destination, IPartCodec codec, BackupRunOptions options, TimeProvider time)
{
    /// <summary>That of this program: <c>0.9.0</c>.</summary>
    private static readonly string Version = typeof(BackupRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>Finds what is backed up, and makes it.</summary>
    /// <param name="sources">What is backed up.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BackupException">It did not succeed, and there is no backup.</exception>
    public async Task<StoredBackup> RunAsync(IReadOnlyList<IBackupSource> sources, CancellationToken cancellationToken) => await RunAsync(await FindAsync(sources, cancellationToken), cancellationToken);

    /// <summary>Finds what is backed up. The destination is not touched, and need not be open yet.</summary>
    /// <param name="sources">What is backed up.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BackupException">There is nothing, or it cannot be reached.</exception>
    public async Task<FoundParts> FindAsync(IReadOnlyList<IBackupSource> sources, CancellationToken cancellationToken)
    {
        var (tools, parts) = (codec.FindToolsAsync(cancellationToken), FindPartsAsync(sources, cancellationToken));
        await Task.WhenAll(tools, parts);
        return new FoundParts(await parts, await tools);
    }

    /// <summary>Makes it. When it fails, what was stored is removed again as far as that can be done, and the next run removes the rest.</summary>
    /// <param name="found">What is backed up.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BackupException">It did not succeed, and there is no backup.</exception>
    public async Task<StoredBackup> RunAsync(FoundParts found, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        var folder = BackupFolder.At(options.Schedule, started);
        try
        {
            var begun = BeginAsync(folder, cancellationToken);
            StoredBackup stored;
            try
            {
                stored = await StoreAsync(folder, started, found, begun, cancellationToken);
            }
            finally
            {
                await ((Task)begun).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (begun.IsCompletedSuccessfully)
                    await (await begun).DisposeAsync();
            }

            await new BackupRemoval(destination).RemoveSignAsync(folder, cancellationToken);
            return stored;
        }
        catch (Exception problem)
        {
            await RemoveAsync(folder);
            throw problem is ContentException or Inventory.StoreException
                ? new BackupException(BackupProblem.DestinationFailed, $"{destination.Description} cannot be written: {problem.Message}", problem)
                : problem;
        }
    }

    private static async Task<IReadOnlyList<IPartSource>> FindPartsAsync(IReadOnlyList<IBackupSource> sources, CancellationToken cancellationToken)
    {
        var parts = new List<IPartSource>();
        foreach (var source in sources)
            parts.AddRange(await source.FindPartsAsync(cancellationToken));
        if (parts.Count == 0)
            throw new BackupException(BackupProblem.SourceFailed, "there is nothing to back up: the sources name nothing that is there");
        return parts.GroupBy(part => part.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twins
            ? throw new BackupException(BackupProblem.SourceFailed, $"two sources are called {twins.Key}: give one of them a name of its own")
            : parts;
    }

    /// <summary>Makes room at the destination, and says that a run goes on.</summary>
    private async Task<SignOfLife> BeginAsync(BackupFolder folder, CancellationToken cancellationToken)
    {
        var sign = await SignOfLife.BeginAsync(destination.Contents, folder, options.Id, time, cancellationToken);
        try
        {
            await new BackupSweep(destination).RunAsync(folder, sign, cancellationToken);
            return sign;
        }
        catch
        {
            await sign.DisposeAsync();
            throw;
        }
    }

    private async Task<StoredBackup> StoreAsync(BackupFolder folder, DateTimeOffset started, FoundParts found, Task begun, CancellationToken cancellationToken)
    {
        var parts = new List<BackupPart>();
        foreach (var source in found.Parts)
        {
            options.Begun?.Invoke(source);
            // A dump takes a while to begin, and so does the destination.
            await using var reading = await source.OpenAsync(cancellationToken);
            await begun;
            parts.Add(await StoreAsync(folder, source, reading, parts.Count + 1, found.Tools, cancellationToken));
        }

        var manifest = new BackupManifest
        {
            Version = BackupManifest.CurrentVersion,
            Schedule = options.Schedule,
            StartedAt = started,
            CompletedAt = time.GetUtcNow(),
            Janitor = Version,
            Parts = parts,
        };
        await destination.Contents.SettleAsync(cancellationToken);
        foreach (var file in parts.SelectMany(part => part.Files))
        {
            if ((await destination.Contents.FindAsync(folder.PathOf(file.Name), cancellationToken))?.Size != file.Size)
                throw new BackupException(BackupProblem.DestinationFailed, $"{file.Name} was stored, and is not there any more: somebody else removes what is in {folder}");
        }

        return new StoredBackup(folder, manifest, null) { ManifestSha256 = await WriteManifestAsync(folder, manifest, cancellationToken) };
    }

    private async Task<BackupPart> StoreAsync(
        BackupFolder folder, IPartSource source, IPartReading reading, int number, IReadOnlyDictionary<string, string> tools, CancellationToken cancellationToken)
    {
        await using var coding = codec.Encode();
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var encoding = EncodeAsync(reading, coding, failed.Token);
        var storing = new StoredStream(destination.Contents, options.Stored).StoreAsync(folder, FileName(source, number), coding.Output, failed.Token);
        await Together.RunAsync(failed, encoding, storing);
        await coding.EndAsync(cancellationToken);
        var (plain, facts) = await encoding;
        return new BackupPart
        {
            Name = source.Name,
            Kind = source.Kind,
            Source = source.Description,
            Encoding = codec.Steps,
            Recipients = codec.Recipients,
            Files = await storing,
            Plain = plain,
            Tools = facts.Tools.Concat(tools).ToDictionary(),
            Database = facts.Database,
            Items = facts.Items,
            Warnings = facts.Warnings,
        };
    }

    /// <summary>The end of what is encoded is not given before it is known to be whole: what is broken off does not look as if it were.</summary>
    private async Task<(PlainContent Plain, PartFacts Facts)> EncodeAsync(IPartReading reading, IPartCoding coding, CancellationToken cancellationToken)
    {
        PlainContent plain;
        try
        {
            plain = await HashedStream.CopyAsync(reading.Content, coding.Input, options.Read, cancellationToken);
        }
        catch (IOException)
        {
            // The program that should take it has ended, and knows why.
            await coding.EndAsync(cancellationToken);
            throw;
        }

        var facts = await reading.EndAsync(cancellationToken);
        await coding.Input.DisposeAsync();
        return (plain, facts);
    }

    private async Task<string> WriteManifestAsync(BackupFolder folder, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var text = BackupJson.Write(manifest);
        var hash = Convert.ToHexStringLower(SHA256.HashData(text));
        var line = Encoding.ASCII.GetBytes($"{hash}  {BackupFolder.Manifest}\n");
        await SmallFile.WriteAsync(destination.Contents, folder.PathOf(BackupFolder.ManifestHash), line, overwrite: false, cancellationToken);
        await SmallFile.WriteAsync(destination.Contents, folder.PathOf(BackupFolder.Manifest), text, overwrite: false, cancellationToken);
        await destination.Contents.SettleAsync(cancellationToken);
        return hash;
    }

    /// <summary>What cannot be removed now is debris for the next run.</summary>
    private async Task RemoveAsync(BackupFolder folder)
    {
        try
        {
            await new BackupRemoval(destination).RemoveAsync(folder, CancellationToken.None);
        }
        catch (Exception problem) when (problem is BackupException or Inventory.StoreException)
        {
            // What made the run fail is told; most likely it is the same.
        }
    }

    private string FileName(IPartSource source, int number)
    {
        var (kind, ending) = source.Kind switch
        {
            PartKind.PostgresDatabase => ("postgres", "dump"),
            PartKind.PostgresGlobals => ("postgres", "sql"),
            PartKind.Objects => ("objects", "tar"),
            _ => ("volume", "tar"),
        };
        // For the eye; which file is which, the manifest tells.
        var name = string.Concat(source.Name.Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' ? sign : '_').Take(64));
        return $"{number:00}-{kind}-{name}.{ending}{codec.Suffix}";
    }
}
