using System.Net.Sockets;
using System.Text;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Tests.Volumes;

public sealed class VolumeStoreScanTests
{
    public static TheoryData<string> FileSystems => TestVolume.FileSystems;

    [Theory, MemberData(nameof(FileSystems))]
    public async Task ScanAsync_Files_ListsEachWithItsFields(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        var modified = new DateTime(2024, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc);
        var path = volume.Write("a/b/clip.mp4", size: 5000);
        volume.Write("top", size: 0);
        File.SetLastWriteTimeUtc(path, modified);
        File.SetLastAccessTimeUtc(path, modified.AddDays(1));

        var listed = await volume.ScanAsync();

        Assert.Equal(["a/b/clip.mp4", "top"], listed.Paths);
        var item = listed.Items["a/b/clip.mp4"];
        Assert.Equal(5000, item.Size);
        Assert.Equal(5000, item.Reclaimable);
        Assert.Equal(Nanoseconds(modified), item.ModifiedAt);
        Assert.Equal(Nanoseconds(modified.AddDays(1)), item.AccessedAt);
        Assert.InRange(item.CreatedAt, Nanoseconds(modified.AddDays(1)), item.Identity.ChangedAt);
        Assert.NotEqual(0ul, item.Identity.Inode);
        Assert.NotEqual(0ul, item.Identity.Device);
        Assert.Null(item.Identity.ETag);
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task ScanAsync_TimeBeyondNanoseconds_IsNotOld(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        Posix.Run("touch", "-d", "2400-01-01", volume.Write("future"));

        var listed = await volume.ScanAsync();

        Assert.Equal(long.MaxValue, listed.Items["future"].ModifiedAt);
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task ScanAsync_FolderThatIsNotWanted_IsPassedOver(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        foreach (var path in new[] { "top", "a/x", "a/b/y", "a/b/c/z", "b/v" })
            volume.Write(path);

        Assert.Equal(["a/x", "b/v", "top"], (await volume.ScanAsync(visitor: new TestVisitor { Unwanted = "a/b" })).Paths);
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task ScanAsync_WhatIsNoPlainFile_IsLeftOut(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        File.WriteAllText(Path.Combine(volume.Outside, "secret"), "x");
        volume.Write("kept");
        volume.Write(".janitor/quarantine/x");
        volume.Write("deep/.janitor/seen");
        volume.Write("sticky-directory/x");
        Posix.ChangeMode(volume.At("sticky-directory"), 0x3FF);
        Posix.ChangeMode(volume.Write("sticky-file"), 0x3A4);
        File.CreateSymbolicLink(volume.At("file-link"), volume.At("kept"));
        Directory.CreateSymbolicLink(volume.At("directory-link"), volume.Outside);
        Posix.MakeFifo(volume.At("fifo"));
        Posix.MakeDevice(volume.At("null"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(volume.At("socket")));

        var listed = await volume.ScanAsync();

        Assert.Equal(["deep/.janitor/seen", "kept"], listed.Paths);
        Assert.Empty(listed.Faults);
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task ScanAsync_StickyTarget_IsListed(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        volume.Write("file");
        Posix.ChangeMode(volume.Root, 0x3FF);

        Assert.Equal(["file"], (await volume.ScanAsync()).Paths);
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task ScanAsync_MountsBelow_AreNotEntered(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        volume.Write("kept/x");
        File.WriteAllText(Path.Combine(volume.Outside, "secret"), "x");
        var (other, same, file) = (volume.At("other"), volume.At("same"), volume.Write("file"));
        Directory.CreateDirectory(other);
        Directory.CreateDirectory(same);
        Posix.Run("mount", "-t", "tmpfs", "none", other);
        Posix.Run("mount", "--bind", volume.Outside, same);
        Posix.Run("mount", "--bind", Path.Combine(volume.Outside, "secret"), file);
        try
        {
            File.WriteAllText(Path.Combine(other, "foreign"), "x");

            var deleted = await volume.DeleteAllAsync();

            Assert.Equal(["kept/x"], deleted.Paths);
            Assert.Empty(deleted.Faults);
            Assert.True(File.Exists(Path.Combine(other, "foreign")));
            Assert.True(File.Exists(Path.Combine(volume.Outside, "secret")));
        }
        finally
        {
            Posix.Run("umount", other, same, file);
        }
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task ScanAsync_NamesThatAreNotUtf8_AreListedAndDeleted(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        byte[] directory = [.. Encoding.UTF8.GetBytes(volume.Root), (byte)'/', 0xFF, 0x80];
        Posix.MakeDirectory(directory);
        for (var value = 1; value < 256; value++)
        {
            if (value is not ('/' or '.'))
                Posix.WriteFile([.. directory, (byte)'/', (byte)value], "x"u8);
        }

        var deleted = await volume.DeleteAllAsync();

        Assert.Equal(253, deleted.Items.Count);
        Assert.Contains("\xFF\x80/\xC3", deleted.Items.Keys);
        Assert.All(volume.Outcomes.Values, outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        Assert.Empty((await volume.ScanAsync()).Items);
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task ScanAsync_Folder_ListsBelowItWithPathsFromTheTarget(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        volume.Write("a/b/x");
        volume.Write("a/b/c/y");
        volume.Write("a/z");
        Directory.CreateSymbolicLink(volume.At("link"), volume.At("a"));

        Assert.Equal(["a/b/c/y", "a/b/x"], (await volume.ScanAsync("a/b")).Paths);
        Assert.Equal(3, (await volume.ScanAsync("a")).Items.Count);
        Assert.Empty((await volume.ScanAsync("missing/x")).Items);
        Assert.Empty((await volume.ScanAsync("a/z")).Items);
        Assert.Empty((await volume.ScanAsync("link")).Items);
        Assert.Empty((await volume.ScanAsync("../outside")).Items);
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task ScanAsync_ReservedFolder_IsNotListedByName(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        volume.Write(".janitor/quarantine/x");

        Assert.Empty((await volume.ScanAsync(".janitor/quarantine")).Items);
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task ScanAsync_ManyLevels_ListsAll(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem, options => options with { Concurrency = 4 });
        var name = new string('d', 100);
        MakeLevels(volume, name, levels: 250);

        var deleted = await volume.DeleteAllAsync();

        Assert.Equal(500, deleted.Items.Count);
        Assert.Equal(250 * 101 + 1, deleted.Items.Keys.Max(key => key.Length));
        Assert.All(volume.Outcomes.Values, outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        Assert.Empty((await volume.ScanAsync()).Items);
    }

    [Fact]
    public async Task ScanAsync_ManyDirectoriesInOne_ListsAllWithFewOpen()
    {
        await using var volume = new TestVolume("/dev/shm");
        const int Directories = 100_000;
        for (var i = 0; i < Directories; i++)
            Directory.CreateDirectory(volume.At($"{i}"));
        for (var i = 0; i < Directories; i += 1000)
            volume.Write($"{i}/file");
        var open = 0;

        var listed = await volume.ScanAsync(visitor: new TestVisitor(_ =>
        {
            open = Math.Max(open, Directory.GetFileSystemEntries("/proc/self/fd").Length);
            return default;
        }));

        Assert.Equal(100, listed.Items.Count);
        Assert.InRange(open, 1, 1000);
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task ScanAsync_OneLargeDirectory_IsSharedByWorkers(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem, options => options with { Concurrency = 2 });
        for (var i = 0; i < 10_000; i++)
            volume.Write($"{i}", size: 0);
        var (running, together) = (0, new TaskCompletionSource());

        var listed = await volume.ScanAsync(visitor: new TestVisitor(async _ =>
        {
            // Each of the first two visits ends only when the other has begun.
            if (Interlocked.Increment(ref running) == 2)
                together.SetResult();
            await together.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        }));

        Assert.Equal(10_000, listed.Items.Count);
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task ScanAsync_ForbiddenDirectory_IsReportedAndTheRestListed(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem, options => options with { Concurrency = 1 });
        volume.Write("first");
        volume.Write("locked/x");
        volume.Write("unsearchable/y");
        volume.Write("unsearchable/z");
        volume.Write("open/file");
        Posix.ChangeMode(volume.At("locked"), 0x1C0);
        Posix.ChangeMode(volume.At("unsearchable"), 0x1E4);
        var faults = 0;
        // The one worker is this thread from its first visit, in the target itself, to its last fault. Root is forbidden nothing.
        var listed = await volume.ScanAsync(visitor: new TestVisitor(
            _ =>
            {
                if (faults == 0)
                    Posix.ActAs(65534);
                return default;
            },
            () => Posix.ActAs(++faults == 2 ? 0u : 65534)));

        Assert.Equal(["first", "open/file"], listed.Paths);
        Assert.Equal(["locked", "unsearchable"], listed.Faults.Keys.Order());
        Assert.Contains("Permission denied", listed.Faults["locked"], StringComparison.Ordinal);
        Assert.Contains("cannot be examined", listed.Faults["unsearchable"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScanAsync_VisitorThrows_EndsWithItsError()
    {
        await using var volume = new TestVolume("/dev/shm");
        for (var i = 0; i < 5000; i++)
            volume.Write($"{i % 50}/{i}", size: 0);
        var visitor = new TestVisitor(_ => throw new InvalidDataException("stop"));

        await Assert.ThrowsAsync<InvalidDataException>(() => volume.ScanAsync(visitor: visitor));
    }

    [Fact]
    public async Task ScanAsync_Cancelled_Ends()
    {
        await using var volume = new TestVolume("/dev/shm");
        for (var i = 0; i < 5000; i++)
            volume.Write($"{i % 50}/{i}", size: 0);
        await volume.OpenAsync();
        using var stop = new CancellationTokenSource();
        var visitor = new TestVisitor(async _ => await stop.CancelAsync());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => volume.Store.ScanAsync(default, visitor, stop.Token));
    }

    [Fact]
    public async Task DeleteAsync_BatchAfterItsVisit_IsRefused()
    {
        await using var volume = new TestVolume("/dev/shm");
        volume.Write("file");
        ItemBatch? kept = null;
        await volume.ScanAsync(visitor: new TestVisitor(batch =>
        {
            kept = batch;
            return default;
        }));
        await using var changes = volume.Store.BeginChanges(volume);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await changes.DeleteAsync(kept!, new Chosen[] { new(0, 7) }, default));
        Assert.True(File.Exists(volume.At("file")));
    }

    /// <summary>Makes two files in each of some nested directories, whose paths are too long for one call.</summary>
    internal static void MakeLevels(TestVolume volume, string name, int levels)
    {
        var script = $"cd '{volume.Root}' && for i in $(seq {levels}); do mkdir {name} && cd -P ./{name} && : > a && : > b || exit 1; done";
        Posix.Run("bash", "-c", script);
    }

    private static long Nanoseconds(DateTime time) => (time - DateTime.UnixEpoch).Ticks * 100;
}
