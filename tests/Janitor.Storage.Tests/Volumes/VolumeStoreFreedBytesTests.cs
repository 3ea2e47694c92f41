using System.Diagnostics;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Tests.Volumes;

public sealed class VolumeStoreFreedBytesTests
{
    private const int Size = 8192;

    public static TheoryData<string> FileSystems => TestVolume.FileSystems;

    [Theory, MemberData(nameof(FileSystems))]
    public async Task DeleteAsync_HardLinkKeptElsewhere_FreesNothing(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        Posix.Link(volume.Write("file", Size), Path.Combine(volume.Outside, "link"));

        var listed = await volume.DeleteAllAsync();

        Assert.Equal(0, listed.Items["file"].Reclaimable);
        Assert.Equal(Outcome.Done(0), volume.Outcomes["file"]);
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task DeleteAsync_AllNamesOfAFile_DeletesEachAndFreesItOnce(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        var file = volume.Write("0", Size);
        for (var i = 1; i < 5; i++)
            Posix.Link(file, volume.At($"{i}"));
        var listed = await volume.ScanAsync();

        await volume.DeleteAsync(listed.Items.Values);

        Assert.All(volume.Outcomes.Values, outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        Assert.Equal(Size, volume.Outcomes.Values.Sum(outcome => outcome.BytesFreed));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task DeleteAsync_OtherNameOfAFileThatSomebodyChanged_Stays(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        var file = volume.Write("0", Size);
        Posix.Link(file, volume.At("1"));
        Posix.Link(file, volume.At("2"));
        await volume.OpenAsync();
        var listed = await volume.ScanAsync();
        await using var changes = volume.Store.BeginChanges(volume);
        var batch = new ItemBatch(listed.Items.Values.ToArray(), default);

        await changes.DeleteAsync(batch, new Chosen[] { new(0, 7) }, default);
        Posix.ChangeMode(Directory.GetFiles(volume.Root)[0], 0x180);
        await changes.DeleteAsync(batch, new Chosen[] { new(1, 7), new(2, 7) }, default);

        Assert.Equal(2, volume.Outcomes.Values.Count(outcome => outcome == Outcome.Changed));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task DeleteAsync_FileThatAnotherProcessHoldsOpen_FreesNothing(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        volume.Write("read", Size);
        volume.Write("mapped", Size);
        volume.Write("closed", Size);
        // In a PID namespace of its own, as another container's processes are.
        var start = new ProcessStartInfo("unshare", ["--pid", "--fork", "sh", "-c", $"exec 3<'{volume.At("read")}' 4>>'{volume.At("mapped")}'; echo; exec cat"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var holder = Process.Start(start)!;
        await holder.StandardOutput.ReadLineAsync();

        await volume.DeleteAllAsync();

        Assert.Equal(Outcome.Done(0), volume.Outcomes["read"]);
        Assert.Equal(Outcome.Done(0), volume.Outcomes["mapped"]);
        Assert.Equal(Outcome.Done(Size), volume.Outcomes["closed"]);
        holder.StandardInput.Close();
        await holder.WaitForExitAsync();
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task DeleteAsync_FileThatThisProcessHoldsOpen_FreesNothing(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        using var open = new FileStream(volume.Write("open", Size), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        await volume.DeleteAllAsync();

        Assert.Equal(Outcome.Done(0), volume.Outcomes["open"]);
        Assert.False(File.Exists(volume.At("open")));
    }

    [Theory, MemberData(nameof(FileSystems))]
    public async Task DeleteAsync_SparseFile_FreesWhatItOccupies(string fileSystem)
    {
        await using var volume = new TestVolume(fileSystem);
        using (var file = File.Create(volume.At("sparse")))
        {
            file.SetLength(100 << 20);
            file.Write(new byte[4096]);
        }
        Posix.Run("sync", "-f", volume.At("sparse"));

        var listed = await volume.DeleteAllAsync();

        Assert.Equal(100 << 20, listed.Items["sparse"].Size);
        Assert.Equal(4096, listed.Items["sparse"].Reclaimable);
        Assert.Equal(Outcome.Done(4096), volume.Outcomes["sparse"]);
    }

    [Fact]
    public async Task DeleteAsync_FreedBytes_AreWhatTheFileSystemGotBack()
    {
        using var scratch = new ScratchDirectory("/dev/shm");
        using var mounted = new Tmpfs(scratch.Path, "8m");
        await using var volume = new TestVolume(scratch.Path);
        for (var i = 0; i < 100; i++)
            volume.Write($"{i % 9}/{i}", size: i % 3 * 4096);
        var before = new DriveInfo(scratch.Path).AvailableFreeSpace;

        await volume.DeleteAllAsync();

        Assert.Equal(new DriveInfo(scratch.Path).AvailableFreeSpace - before, volume.Outcomes.Values.Sum(outcome => outcome.BytesFreed));
    }
}
