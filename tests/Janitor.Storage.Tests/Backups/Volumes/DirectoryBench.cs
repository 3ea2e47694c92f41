using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Janitor.Storage.Backups;
using Janitor.Storage.Backups.Volumes;
using Janitor.Storage.Tests.Migration;
using Janitor.Storage.Tests.Volumes;

namespace Janitor.Storage.Tests.Backups.Volumes;

/// <summary>A directory, a place for its backups, and one to restore them to.</summary>
internal sealed class DirectoryBench : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public DirectoryBench() => (From, To, Backups) = (Made("from"), Path.Combine(_scratch.Path, "to"), Made("backups"));

    public static ProgramCodec Codec { get; } = new(compresses: true, []);

    public string Scratch => _scratch.Path;

    public string From { get; }

    /// <summary>Does not exist at first.</summary>
    public string To { get; }

    private string Backups { get; }

    public string Write(string path, string content = "x")
    {
        var file = Path.Combine(From, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }

    public async Task<StoredBackup> BackUpAsync()
    {
        await using var store = await OpenAsync();
        var options = new BackupRunOptions { Schedule = "media/nightly" };
        return await new BackupRun(store, Codec, options, TimeProvider.System).RunAsync([new DirectorySource(From, "data", "claim data")], default);
    }

    public async Task RestoreAsync(StoredBackup backup, OverwriteRule overwrite = OverwriteRule.IfEmpty, params string[] include)
    {
        await using var store = await OpenAsync();
        var target = new DirectoryTarget(To, "claim restored", include);
        await new RestoreRun(store.Contents, Codec, new RestoreRunOptions { Overwrite = overwrite }).RunAsync(backup.Folder, [(backup.Manifest!.Parts[0], target)], default);
    }

    /// <summary>The backups that count.</summary>
    public async Task<IReadOnlyList<StoredBackup>> ListAsync()
    {
        await using var store = await OpenAsync();
        return await new BackupCatalog(store).ListAsync(null, default);
    }

    /// <summary>Files and directories below a directory, by name.</summary>
    public static string[] Names(string directory) => [.. Shell("cd \"$1\" && find . -mindepth 1 -printf '%P\\n' | sort", directory).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>All that there is to know of a tree, as others see it.</summary>
    public static string Describe(string directory) => Shell(
        """
        cd "$1"
        find . -printf '%P|%y|%m|%U:%G|%T@|%l|%n\0' | sort -z | tr '\0' '\n'
        find . -type f -print0 | sort -z | xargs -0 -r sha256sum
        """,
        directory);

    public static string Shell(string script, params string[] arguments) => Posix.Run("sh", ["-e", "-c", script, "sh", .. arguments]);

    public void Dispose() => _scratch.Dispose();

    private async Task<IContentStore> OpenAsync()
    {
        var store = TestMigration.Directory(Backups);
        await store.OpenAsync(StoreUse.Change, default);
        return store;
    }

    private string Made(string name) => Directory.CreateDirectory(Path.Combine(_scratch.Path, name)).FullName;
}
