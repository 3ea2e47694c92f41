using System.Text;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Tests.Volumes;

public sealed class VolumeStoreQuarantineTests
{
    private static readonly QuarantineLabel _label = new(
        new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 21, 8, 45, 0, TimeSpan.Zero));

    public static TheoryData<string> FileSystems => TestVolume.FileSystems;

    [Theory, MemberData(nameof(FileSystems))]
    public async Task QuarantineAsync_Files_AreMovedAsideAsTheyAre(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        var modified = new DateTime(2024, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(volume.Write("a/b/file", 5), modified);
        volume.Write("top");

        await volume.QuarantineAllAsync(_label);

        var moved = volume.At($".janitor/quarantine/{_label}/a/b/file");
        Assert.All(volume.Outcomes.Values, outcome => Assert.Equal(Outcome.Done(0), outcome));
        Assert.Equal(modified, File.GetLastWriteTimeUtc(moved));
        Assert.Equal("700 0:0", Posix.ModeAndOwner(volume.At(".janitor")));
        Assert.Empty((await volume.ScanAsync()).Items);
        var listed = volume.Store.QuarantinedAsync(default).ToBlockingEnumerable().OrderBy(item => item.Size).ToList();
        Assert.Equal([("top", 3L), ("a/b/file", 5L)], listed.Select(item => (Encoding.UTF8.GetString(item.Path.Span), item.Size)));
        Assert.All(listed, item => Assert.Equal(_label, item.Label));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task QuarantineAsync_DetachedItems_AreMovedAside(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        for (var i = 0; i < 50; i++)
            volume.Write($"{i % 7}/{i}");
        var listed = await volume.ScanAsync();

        await volume.ChangeAsync((changes, batch) => changes.QuarantineAsync(batch, TestVolume.All(batch), _label, default), listed.Items.Values);

        Assert.Equal(listed.Paths, Quarantined(volume));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task QuarantineAsync_NameIsTaken_FailsAndOverwritesNothing(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        volume.Write("a/file", 1);
        volume.Write($".janitor/quarantine/{_label}/a/file", 2);

        await volume.QuarantineAllAsync(_label);

        Assert.Equal(OutcomeKind.Failed, volume.Outcomes["a/file"].Kind);
        Assert.Equal(1, new FileInfo(volume.At("a/file")).Length);
        Assert.Equal(2, new FileInfo(volume.At($".janitor/quarantine/{_label}/a/file")).Length);
    }

    [Theory]
    [InlineData(".janitor")]
    [InlineData(".janitor/quarantine")]
    public async Task QuarantineAsync_FolderIsALink_FailsAndMovesNothingOutside(string link)
    {
        await using var volume = new TestVolume("/dev/shm");
        volume.Write("file");
        Directory.CreateDirectory(Path.GetDirectoryName(volume.At(link))!);
        Directory.CreateSymbolicLink(volume.At(link), volume.Outside);

        await volume.QuarantineAllAsync(_label);

        Assert.Equal(OutcomeKind.Failed, volume.Outcomes["file"].Kind);
        Assert.Contains("cannot be used", volume.Outcomes["file"].Error, StringComparison.Ordinal);
        Assert.True(File.Exists(volume.At("file")));
        Assert.Empty(Directory.GetFileSystemEntries(volume.Outside));
        Assert.Empty(Quarantined(volume));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task RestoreAsync_RemovedDirectories_AreMadeAgainAsTheyWere(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem, options => options with { RemoveEmptyDirectories = true });
        volume.Write("a/b/file");
        volume.Write("top");
        Posix.ChangeMode(volume.At("a"), 0x1F8);
        Posix.ChangeOwner(volume.At("a/b"), 1234, 5678);
        Posix.ChangeMode(volume.At("a/b"), 0x5ED);
        await volume.QuarantineAllAsync(_label);
        Assert.False(Directory.Exists(volume.At("a")));

        foreach (var item in volume.Store.QuarantinedAsync(default).ToBlockingEnumerable())
            Assert.Equal(Outcome.Done(0), await volume.Store.RestoreAsync(item, default));

        Assert.Equal(["a/b/file", "top"], (await volume.ScanAsync()).Paths);
        Assert.Equal("770 0:0", Posix.ModeAndOwner(volume.At("a")));
        Assert.Equal("2755 1234:5678", Posix.ModeAndOwner(volume.At("a/b")));
        Assert.Empty(Directory.GetFileSystemEntries(volume.At(".janitor/quarantine")));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task RestoreAsync_SomethingIsInItsPlace_IsChangedAndBothStay(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        volume.Write("a/file", 1);
        await volume.QuarantineAllAsync(_label);
        volume.Write("a/file", 2);
        var item = Assert.Single(volume.Store.QuarantinedAsync(default).ToBlockingEnumerable());

        Assert.Equal(Outcome.Changed, await volume.Store.RestoreAsync(item, default));

        Assert.Equal(2, new FileInfo(volume.At("a/file")).Length);
        Assert.Equal(["a/file"], Quarantined(volume));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task RestoreAsync_ParentIsALinkNow_RestoresNothingThere(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem, options => options with { RemoveEmptyDirectories = true });
        volume.Write("a/file");
        await volume.QuarantineAllAsync(_label);
        Directory.CreateSymbolicLink(volume.At("a"), volume.Outside);
        var item = Assert.Single(volume.Store.QuarantinedAsync(default).ToBlockingEnumerable());

        Assert.Equal(Outcome.Changed, await volume.Store.RestoreAsync(item, default));

        Assert.Empty(Directory.GetFileSystemEntries(volume.Outside));
        Assert.Equal(["a/file"], Quarantined(volume));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task PurgeAsync_Item_IsDeletedWithItsEmptyFolders(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        volume.Write("a/b/one", 4096);
        volume.Write("a/two", 4096);
        await volume.QuarantineAllAsync(_label);
        var items = volume.Store.QuarantinedAsync(default).ToBlockingEnumerable().OrderBy(item => item.Path.Length).ToList();

        Assert.Equal(Outcome.Done(4096), await volume.Store.PurgeAsync(items[1], default));
        Assert.Equal(["a/two"], Quarantined(volume));
        Assert.False(Directory.Exists(volume.At($".janitor/quarantine/{_label}/a/b")));
        Assert.Equal(Outcome.Done(4096), await volume.Store.PurgeAsync(items[0], default));
        Assert.Equal(Outcome.Gone, await volume.Store.PurgeAsync(items[0], default));

        Assert.Empty(Directory.GetFileSystemEntries(volume.At(".janitor/quarantine")));
        Assert.True(Directory.Exists(volume.At("a/b")));
    }

    [Theory]
    [InlineData("../../../file")]
    [InlineData("a/../../x")]
    [InlineData("")]
    public async Task PurgeAsync_PathThatLeavesTheFolder_Fails(string path)
    {
        await using var volume = new TestVolume("/dev/shm");
        volume.Write("file");
        volume.Write($".janitor/quarantine/{_label}/a/x");
        await volume.OpenAsync();
        var item = new QuarantinedItem(_label, Encoding.UTF8.GetBytes(path), 3);

        Assert.Equal(OutcomeKind.Failed, (await volume.Store.PurgeAsync(item, default)).Kind);
        Assert.Equal(OutcomeKind.Failed, (await volume.Store.RestoreAsync(item, default)).Kind);
        Assert.True(File.Exists(volume.At("file")));
    }

    [Fact]
    public async Task QuarantinedAsync_WhileItemsArePurged_ListsEachOnce()
    {
        await using var volume = new TestVolume("/dev/shm");
        for (var i = 0; i < 3000; i++)
            volume.Write($"{i % 50}/{i}", size: 0);
        await volume.QuarantineAllAsync(_label);
        var purged = 0;

        await foreach (var item in volume.Store.QuarantinedAsync(default))
        {
            Assert.Equal(OutcomeKind.Done, (await volume.Store.PurgeAsync(item, default)).Kind);
            purged++;
        }

        Assert.Equal(3000, purged);
        Assert.Empty(Quarantined(volume));
    }

    [Fact]
    public async Task QuarantinedAsync_FoldersOfOthers_AreLeftOut()
    {
        await using var volume = new TestVolume("/dev/shm");
        volume.Write(".janitor/quarantine/mine/file");
        volume.Write(".janitor/other");
        await volume.OpenAsync();

        Assert.Empty(Quarantined(volume));
    }

    [Fact]
    public async Task QuarantinedAsync_ReaderStopsEarly_Ends()
    {
        await using var volume = new TestVolume("/dev/shm");
        for (var i = 0; i < 5000; i++)
            volume.Write($"{i}", size: 0);
        await volume.QuarantineAllAsync(_label);

        await foreach (var item in volume.Store.QuarantinedAsync(default))
        {
            Assert.Equal(_label, item.Label);
            break;
        }
    }

    private static IEnumerable<string> Quarantined(TestVolume volume) =>
        volume.Store.QuarantinedAsync(default).ToBlockingEnumerable().Select(item => Encoding.UTF8.GetString(item.Path.Span)).Order(StringComparer.Ordinal);
}
