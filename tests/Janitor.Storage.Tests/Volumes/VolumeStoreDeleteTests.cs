using Janitor.Engine.Inventory;

namespace Janitor.Storage.Tests.Volumes;

public sealed class VolumeStoreDeleteTests
{
    private static readonly DateTime _past = new(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    public static TheoryData<string> FileSystems => TestVolume.FileSystems;

    /// <summary>What can happen to a file between its listing and its turn: a name, and the outcome that is due.</summary>
    public static TheoryData<string, OutcomeKind> Happenings => new()
    {
        { "nothing", OutcomeKind.Done },
        { "appended", OutcomeKind.Changed },
        { "rewritten, same size", OutcomeKind.Changed },
        { "rewritten, same size and mtime", OutcomeKind.Changed },
        { "replaced, same size and mtime", OutcomeKind.Changed },
        { "touched", OutcomeKind.Changed },
        { "linked", OutcomeKind.Changed },
        { "became a link", OutcomeKind.Changed },
        { "became a directory", OutcomeKind.Changed },
        { "removed", OutcomeKind.Gone },
        { "directory removed", OutcomeKind.Gone },
        { "directory moved outside", OutcomeKind.Changed },
        { "directory moved inside", OutcomeKind.Changed },
        { "directory moved, link to it left", OutcomeKind.Changed },
        { "parent moved, link to it left", OutcomeKind.Changed },
    };

    [Theory, MemberData(nameof(Happenings))]
    public async Task DeleteAsync_DuringTheVisit_DeletesOnlyWhatWasListed(string happening, OutcomeKind due)
    {
        foreach (var fileSystem in TestVolume.FileSystems)
        {
            await using var volume = new TestVolume(fileSystem);
            File.SetLastWriteTimeUtc(volume.Write("a/b/file"), _past);

            await volume.DeleteAllAsync(before: _ => Happen(volume, happening));

            var outcome = volume.Outcomes["a/b/file"];
            // An open directory that was moved or removed is not at its place any more, whatever became of its files.
            Assert.Equal(happening == "directory removed" ? OutcomeKind.Changed : due, outcome.Kind);
            Assert.Equal(due == OutcomeKind.Done ? 3 : 0, outcome.BytesFreed);
            AssertKept(volume, due);
        }
    }

    [Theory, MemberData(nameof(Happenings))]
    public async Task DeleteAsync_DetachedItems_DeletesOnlyWhatWasListed(string happening, OutcomeKind due)
    {
        foreach (var fileSystem in TestVolume.FileSystems)
        {
            await using var volume = new TestVolume(fileSystem);
            File.SetLastWriteTimeUtc(volume.Write("a/b/file"), _past);
            var listed = await volume.ScanAsync();
            Happen(volume, happening);

            await volume.DeleteAsync(listed.Items.Values);

            // Walking there again, a directory that has been moved away, or has become a link, is not there.
            var gone = happening.Contains("moved", StringComparison.Ordinal);
            Assert.Equal(gone ? OutcomeKind.Gone : due, volume.Outcomes["a/b/file"].Kind);
            AssertKept(volume, due);
        }
    }

    [Theory, MemberData(nameof(Happenings))]
    public async Task QuarantineAsync_DuringTheVisit_MovesOnlyWhatWasListed(string happening, OutcomeKind due)
    {
        foreach (var fileSystem in TestVolume.FileSystems)
        {
            await using var volume = new TestVolume(fileSystem);
            File.SetLastWriteTimeUtc(volume.Write("a/b/file"), _past);

            await volume.QuarantineAllAsync(default, before: _ => Happen(volume, happening));

            Assert.Equal(happening == "directory removed" ? OutcomeKind.Changed : due, volume.Outcomes["a/b/file"].Kind);
            Assert.Equal(0, volume.Outcomes["a/b/file"].BytesFreed);
            AssertKept(volume, due);
        }
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task DeleteAsync_DetachedItemsOfManyDirectories_DeletesAll(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        for (var i = 0; i < 500; i++)
            volume.Write($"{i % 7}/{i % 11}/{i}");
        volume.Write("kept");
        var listed = await volume.ScanAsync();

        await volume.DeleteAsync(listed.Items.Where(item => item.Key != "kept").Select(item => item.Value));

        Assert.Equal(500, volume.Outcomes.Count(outcome => outcome.Value == Outcome.Done(3)));
        Assert.Equal(["kept"], (await volume.ScanAsync()).Paths);
    }

    [Theory]
    [InlineData("../outside/file")]
    [InlineData("a/../../outside/file")]
    [InlineData("/etc/passwd")]
    [InlineData("a//file")]
    [InlineData("a/")]
    [InlineData("")]
    [InlineData(".janitor/quarantine/file")]
    [InlineData("a/file\0")]
    public async Task DeleteAsync_PathThatIsNoItem_Fails(string path)
    {
        await using var volume = new TestVolume("/dev/shm");
        volume.Write("a/file");
        volume.Write(".janitor/quarantine/file");
        File.WriteAllText(Path.Combine(volume.Outside, "file"), "x");
        await volume.OpenAsync();

        await volume.DeleteAsync([new Item { Path = System.Text.Encoding.UTF8.GetBytes(path) }]);

        Assert.Equal(OutcomeKind.Failed, volume.Outcomes[path].Kind);
        Assert.NotNull(volume.Outcomes[path].Error);
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task DeleteAsync_DetachedItemBehindAMount_Stays(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        volume.Write("a/file");
        var listed = await volume.ScanAsync();
        Posix.Run("mount", "--bind", volume.At("a"), volume.At("a"));
        try
        {
            await volume.DeleteAsync(listed.Items.Values);

            Assert.Equal(Outcome.Changed, volume.Outcomes["a/file"]);
            Assert.True(File.Exists(volume.At("a/file")));
        }
        finally
        {
            Posix.Run("umount", volume.At("a"));
        }
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task DeleteAsync_DirectoryWithoutWritePermission_FailsWithTheRemedy(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem, options => options with { Concurrency = 1 });
        volume.Write("a/file");
        await volume.OpenAsync();
        await using var changes = volume.Store.BeginChanges(volume);

        await volume.Store.ScanAsync(default, new TestVisitor(batch =>
        {
            Posix.ActAs(65534);
            try
            {
                return changes.DeleteAsync(batch, TestVolume.All(batch), default);
            }
            finally
            {
                Posix.ActAs(0);
            }
        }), default);

        Assert.Equal(OutcomeKind.Failed, volume.Outcomes["a/file"].Kind);
        Assert.Contains("Permission denied; run as a user", volume.Outcomes["a/file"].Error, StringComparison.Ordinal);
        Assert.True(File.Exists(volume.At("a/file")));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task DeleteAsync_LinkSwappedInForTheDirectory_RemovesNothingOutside(string fileSystem)
    {
        const int Files = 50;
        await using var volume = new TestVolume(fileSystem);
        Fill(volume.Outside, Files);
        var (swaps, removed) = (0, 0);
        var random = new Random(1);

        // Pauses of random length, so that the swaps come at other moments in each round, however fast the machine is.
        for (var round = 0; round < 60 || (removed == 0 && round < 2000); round++)
        {
            Fill(volume.At("dir"), Files);
            var change = ChangeAsync(volume, round);
            while (!change.IsCompleted)
            {
                Thread.SpinWait(random.Next(2000));
                Swap(volume);
                swaps++;
            }
            removed += await change;
        }

        Assert.Equal(Files, Directory.GetFiles(volume.Outside).Length);
        Assert.Equal(Files, Directory.GetFiles(Path.Combine(volume.Outside, "sub")).Length);
        Assert.True(swaps > 0 && removed > 0, $"{swaps} swaps, {removed} removed");
    }

    private static async Task<int> ChangeAsync(TestVolume volume, int round)
    {
        await Task.Yield();
        volume.Outcomes.Clear();
        if (round % 3 == 0)
            await volume.DeleteAllAsync();
        else if (round % 3 == 1)
            await volume.DeleteAsync((await volume.ScanAsync()).Items.Values);
        else
            await volume.QuarantineAllAsync(new QuarantineLabel(default, DateTimeOffset.UnixEpoch.AddDays(round)));
        return volume.Outcomes.Count(outcome => outcome.Value.Kind == OutcomeKind.Done);
    }

    private static void Fill(string directory, int files)
    {
        Directory.CreateDirectory(Path.Combine(directory, "sub"));
        for (var i = 0; i < files; i++)
        {
            File.WriteAllText(Path.Combine(directory, $"{i}"), "x");
            File.WriteAllText(Path.Combine(directory, "sub", $"{i}"), "x");
        }
    }

    /// <summary>Puts a link to the outside in the directory's place, and the directory back.</summary>
    private static void Swap(TestVolume volume)
    {
        var (path, aside) = (volume.At("dir"), Path.Combine(Path.GetDirectoryName(volume.Root)!, "aside"));
        Directory.Move(path, aside);
        Directory.CreateSymbolicLink(path, volume.Outside);
        File.Delete(path);
        Directory.Move(aside, path);
    }

    private static void Happen(TestVolume volume, string happening)
    {
        var (file, directory, parent) = (volume.At("a/b/file"), volume.At("a/b"), volume.At("a"));
        switch (happening)
        {
            case "appended":
                File.AppendAllText(file, "more");
                break;
            case "rewritten, same size":
                File.WriteAllText(file, "new");
                break;
            case "rewritten, same size and mtime":
                File.WriteAllText(file, "new");
                File.SetLastWriteTimeUtc(file, _past);
                break;
            case "replaced, same size and mtime":
                File.WriteAllText(volume.At("other"), "new");
                File.SetLastWriteTimeUtc(volume.At("other"), _past);
                File.Move(volume.At("other"), file, overwrite: true);
                break;
            case "touched":
                File.SetLastWriteTimeUtc(file, _past.AddDays(1));
                break;
            case "linked":
                Posix.Link(file, Path.Combine(volume.Outside, "link"));
                break;
            case "became a link":
                File.Move(file, Path.Combine(volume.Outside, "file"));
                File.CreateSymbolicLink(file, Path.Combine(volume.Outside, "file"));
                break;
            case "became a directory":
                File.Delete(file);
                Directory.CreateDirectory(file);
                break;
            case "removed":
                File.Delete(file);
                break;
            case "directory removed":
                Directory.Delete(directory, recursive: true);
                break;
            case "directory moved outside":
                Directory.Move(directory, Path.Combine(volume.Outside, "b"));
                break;
            case "directory moved inside":
                Directory.Move(directory, volume.At("elsewhere"));
                break;
            case "directory moved, link to it left":
                Directory.Move(directory, Path.Combine(volume.Outside, "b"));
                Directory.CreateSymbolicLink(directory, Path.Combine(volume.Outside, "b"));
                break;
            case "parent moved, link to it left":
                Directory.Move(parent, Path.Combine(volume.Outside, "a"));
                Directory.CreateSymbolicLink(parent, Path.Combine(volume.Outside, "a"));
                break;
        }
    }

    private static void AssertKept(TestVolume volume, OutcomeKind due)
    {
        var scratch = Path.GetDirectoryName(volume.Root)!;
        var left = new[] { volume.Root, volume.Outside }
            .SelectMany(top => Directory.GetFileSystemEntries(top, "*", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/.janitor", StringComparison.Ordinal))
            .Count(path => Path.GetFileName(path) is "file");
        Assert.True(due == OutcomeKind.Changed ? left > 0 : left == 0, $"{left} left below {scratch}");
    }
}
