using System.Collections.Concurrent;
using Janitor.Engine.Contents;
using Janitor.Engine.Migration;
using Janitor.Storage.Buckets.S3;
using Janitor.Storage.Migration;
using Janitor.Storage.Tests.Volumes;
using Janitor.Storage.Volumes;

namespace Janitor.Storage.Tests.Migration;

/// <summary>A migration between two places, with a journal that lasts from run to run.</summary>
internal sealed class TestMigration(Func<IContentStore> from, Func<IContentStore> to) : IDisposable
{
    private readonly ScratchDirectory _journals = new();

    /// <summary>What became of each item in the last run.</summary>
    public ConcurrentDictionary<string, MigratedItem> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>Bytes sent in the last run.</summary>
    public long BytesSent { get; private set; }

    public static IContentStore Directory(string path) => new VolumeStore(new VolumeStoreOptions { Root = path, Description = path }, TimeProvider.System);

    public static IContentStore Bucket(S3StoreOptions options) => new S3Store(options, TimeProvider.System);

    public async Task<MigrationReport> RunAsync(MigrationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Items.Clear();
        using var journal = MigrationJournal.Open(_journals.Path, "from", "to");
        await using var source = from();
        await using var destination = to();
        var progress = new MigrationProgress();
        var run = new MigrationRun(source, destination, journal, TimeProvider.System);
        var report = await run.ExecuteAsync((options ?? new MigrationOptions()) with { Decided = item => Items[item.Path] = item }, progress, cancellationToken);
        BytesSent = progress.BytesSent;
        return report;
    }

    /// <summary>Forgets what earlier runs verified.</summary>
    public void Forget()
    {
        foreach (var file in System.IO.Directory.GetFiles(_journals.Path))
            File.Delete(file);
    }

    public void Dispose() => _journals.Dispose();
}
