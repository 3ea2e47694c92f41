namespace Janitor.Storage.Tests.Volumes;

public sealed class EmptyDirectoriesTests
{
    public static TheoryData<string> FileSystems => TestVolume.FileSystems;

    [Theory, MemberData(nameof(FileSystems))]
    public async Task CompleteAsync_EmptiedDirectories_GoUpToTheFirstThatHoldsSomething(string fileSystem)
    {
        await using var volume = Removing(fileSystem);
        volume.Write("a/b/c/file");
        volume.Write("d/file");
        volume.Write("d/e/file");
        Directory.CreateSymbolicLink(volume.At("d/link"), volume.Outside);

        await volume.DeleteAllAsync();

        Assert.Equal([volume.At("d"), volume.At("d/link")], Directory.GetFileSystemEntries(volume.Root, "*", SearchOption.AllDirectories).Order());
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task CompleteAsync_DetachedItems_CountToo(string fileSystem)
    {
        await using var volume = Removing(fileSystem);
        volume.Write("a/b/file");
        var listed = await volume.ScanAsync();

        await volume.DeleteAsync(listed.Items.Values);

        Assert.Empty(Directory.GetFileSystemEntries(volume.Root));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task CompleteAsync_FoundEmpty_GoesOnlyWhenOld(string fileSystem)
    {
        await using var volume = Removing(fileSystem);
        Directory.CreateDirectory(volume.At("old/inner"));
        Directory.CreateDirectory(volume.At("young"));
        Directory.CreateDirectory(volume.At("young-parent/old"));
        Age("old/inner");
        Age("old");
        Age("young-parent/old");

        await volume.DeleteAllAsync();

        Assert.Equal([volume.At("young"), volume.At("young-parent")], Directory.GetDirectories(volume.Root).Order());
        Assert.Empty(Directory.GetDirectories(volume.At("young-parent")));

        void Age(string path) => Directory.SetLastWriteTimeUtc(volume.At(path), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task RemoveEmptyFolderAsync_FolderThatWentAsOne_GoesItselfHoweverYoung_AndNothingElse(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        volume.Write("temp/x/deep/er/file");
        Directory.CreateDirectory(volume.At("temp/x/empty"));
        Directory.CreateDirectory(volume.At("temp/y"));
        volume.Write("temp/z/stays");
        var listed = await volume.ScanAsync("temp/x");

        await volume.ChangeAsync(
            async (changes, batch) =>
            {
                await changes.DeleteAsync(batch, TestVolume.All(batch), default);
                await changes.RemoveEmptyFolderAsync("temp/x"u8.ToArray(), default);
                await changes.RemoveEmptyFolderAsync("temp/z"u8.ToArray(), default);
                await changes.RemoveEmptyFolderAsync("temp/../temp/y"u8.ToArray(), default);
            },
            listed.Items.Values);

        Assert.Equal([volume.At("temp/y"), volume.At("temp/z")], Directory.GetDirectories(volume.At("temp")).Order());
        Assert.True(File.Exists(volume.At("temp/z/stays")));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task CompleteAsync_NotAsked_KeepsThem(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        volume.Write("a/file");

        await volume.DeleteAllAsync();

        Assert.True(Directory.Exists(volume.At("a")));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task CompleteAsync_StickyAndMounted_Stay(string fileSystem)
    {
        await using var volume = Removing(fileSystem);
        volume.Write("a/file");
        Directory.CreateDirectory(volume.At("a/sticky"));
        Posix.ChangeMode(volume.At("a/sticky"), 0x3FF);
        Directory.CreateDirectory(volume.At("b/mounted"));
        Posix.Run("mount", "-t", "tmpfs", "none", volume.At("b/mounted"));
        try
        {
            await volume.DeleteAllAsync();

            Assert.True(Directory.Exists(volume.At("a/sticky")));
            Assert.True(Directory.Exists(volume.At("b/mounted")));
        }
        finally
        {
            Posix.Run("umount", volume.At("b/mounted"));
        }
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task CompleteAsync_EmptyTarget_Stays(string fileSystem)
    {
        await using var volume = Removing(fileSystem, path: "a/b");
        volume.Write("a/b/file");

        await volume.DeleteAllAsync();

        Assert.True(Directory.Exists(volume.At("a/b")));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task CompleteAsync_ManyLevels_GoAll(string fileSystem)
    {
        await using var volume = Removing(fileSystem);
        VolumeStoreScanTests.MakeLevels(volume, new string('d', 100), levels: 250);

        await volume.DeleteAllAsync();

        Assert.Empty(Directory.GetFileSystemEntries(volume.Root));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task CompleteAsync_FileMadeMeanwhile_KeepsItsDirectory(string fileSystem)
    {
        await using var volume = Removing(fileSystem);
        volume.Write("a/file");
        await volume.OpenAsync();
        await using var changes = volume.Store.BeginChanges(volume);
        await volume.Store.ScanAsync(default, new TestVisitor(batch => changes.DeleteAsync(batch, TestVolume.All(batch), default)), default);
        volume.Write("a/new");

        await changes.CompleteAsync(default);

        Assert.True(File.Exists(volume.At("a/new")));
    }

    private static TestVolume Removing(string fileSystem, string path = "") =>
        new(fileSystem, options => options with { RemoveEmptyDirectories = true, Path = path });
}
