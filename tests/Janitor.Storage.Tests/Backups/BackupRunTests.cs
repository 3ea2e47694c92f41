using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Janitor.Engine.Backups;
using Janitor.Storage.Backups;
using Janitor.Storage.Tests.Volumes;

namespace Janitor.Storage.Tests.Backups;

/// <summary>What is stored, what counts, and what is left of what does not.</summary>
public sealed class BackupRunTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8 << 20)]
    [InlineData((8 << 20) + 1)]
    [InlineData((40 << 20) + 7)]
    public async Task Run_PartOfAnyLength_IsStoredWithItsHashes(int size)
    {
        await using var bench = await BackupBench.OfBucketAsync();
        var part = new MadePart("uploads", size);

        var backup = await new BackupRun(bench.Destination, new ProgramCodec(compresses: false, []), Options(), TimeProvider.System).RunAsync([new MadeSource(part)], default);

        var stored = Assert.Single(backup.Manifest!.Parts);
        var expected = Convert.ToHexStringLower(SHA256.HashData(part.Bytes()));
        Assert.Equal((size, expected, Convert.ToHexStringLower(XxHash128.Hash(part.Bytes()))), (stored.Plain.Size, stored.Plain.Sha256, stored.Plain.Xxh128));
        var file = Assert.Single(stored.Files);
        Assert.Equal((size, expected), (file.Size, file.Sha256));
        Assert.Equal(part.Bytes(), await bench.ReadAsync($"{backup.Folder}/{file.Name}"));
    }

    [Fact]
    public async Task Run_Success_LeavesFilesAndManifestAlone()
    {
        await using var bench = await BackupBench.OfBucketAsync();

        var backup = await bench.BackUpAsync(new MadePart("uploads", 1000));

        Assert.Equal([$"{backup.Folder}/01-volume-uploads.tar.zst", $"{backup.Folder}/manifest.json", $"{backup.Folder}/manifest.sha256"], await bench.FilesAsync());
        var manifest = await bench.ReadAsync($"{backup.Folder}/manifest.json");
        Assert.Equal($"{Convert.ToHexStringLower(SHA256.HashData(manifest))}  manifest.json\n", Encoding.ASCII.GetString(await bench.ReadAsync($"{backup.Folder}/manifest.sha256")));
        Assert.Equal(0, await bench.UploadsAsync());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(20 << 20)]
    public async Task Run_SourceFailsAtItsEnd_LeavesNothingThatCounts(int size)
    {
        await using var bench = await BackupBench.OfBucketAsync();

        var problem = await Assert.ThrowsAsync<BackupException>(() => bench.BackUpAsync(new MadePart("first", 100), new MadePart("second", size) { FailsAtItsEnd = true }));

        Assert.Equal((BackupProblem.SourceFailed, "the dump broke off"), (problem.Reason, problem.Message));
        Assert.Empty(await bench.FilesAsync());
        Assert.Equal(0, await bench.UploadsAsync());
        Assert.Empty(await bench.ListAsync());
    }

    [Fact]
    public async Task Run_CancelledOnItsWay_LeavesNothing()
    {
        await using var bench = await BackupBench.OfBucketAsync();
        using var stop = new CancellationTokenSource();
        var part = new MadePart("uploads", 30 << 20) { Before = at => at > 20 << 20 ? stop.CancelAsync() : Task.CompletedTask };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.BackUpAsync(new MadeSource(part), stop.Token));

        Assert.Empty(await bench.FilesAsync());
        Assert.Equal(0, await bench.UploadsAsync());
    }

    [Fact]
    public async Task Run_TwoPartsOfOneName_AreRefusedBeforeAnythingIsStored()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();

        var problem = await Assert.ThrowsAsync<BackupException>(() => bench.BackUpAsync(new MadePart("app", 1), new MadePart("app", 2)));

        Assert.Contains("two sources are called app", problem.Message, StringComparison.Ordinal);
        Assert.Empty(await bench.FilesAsync());
    }

    [Fact]
    public async Task Run_FolderTakenForDebrisMeanwhile_IsNoBackup()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        // As soon as the second part begins, the first one's file goes, as a sweep would have it that takes this run for dead.
        var second = new MadePart("second", 10)
        {
            Before = async _ =>
            {
                foreach (var file in (await bench.FilesAsync()).Where(file => file.Contains("first", StringComparison.Ordinal)))
                    File.Delete(Path.Combine(bench.Place, file));
            },
        };

        var problem = await Assert.ThrowsAsync<BackupException>(() => bench.BackUpAsync(new MadePart("first", 10), second));

        Assert.Equal(BackupProblem.DestinationFailed, problem.Reason);
        Assert.Empty(await bench.ListAsync());
    }

    [Fact]
    public async Task Run_DestinationIsFull_SaysSoAndTheNextFindsRoom()
    {
        using var scratch = new ScratchDirectory();
        using var small = new Tmpfs(scratch.Path, "1m");
        await using var bench = await BackupBench.OfDirectoryAsync(Path.Combine(scratch.Path, "backups"));

        var problem = await Assert.ThrowsAsync<BackupException>(() => bench.BackUpAsync(new MadePart("uploads", 5 << 20)));

        Assert.Equal(BackupProblem.DestinationFailed, problem.Reason);
        Assert.Contains("No space left on device", problem.Message, StringComparison.Ordinal);
        Assert.Empty(await bench.FilesAsync());
        small.Resize("16m");
        var backup = await bench.BackUpAsync(new MadePart("uploads", 5 << 20));
        Assert.Equal([backup.Folder], (await bench.ListAsync()).Select(one => one.Folder));
    }

    [Fact]
    public async Task Run_DestinationCannotBeWritten_SaysSo()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        await bench.WriteAsync("tests", []);

        var problem = await Assert.ThrowsAsync<BackupException>(() => bench.BackUpAsync(new MadePart("uploads", 10)));

        Assert.Equal(BackupProblem.DestinationFailed, problem.Reason);
        Assert.Contains("cannot be written", problem.Message, StringComparison.Ordinal);
    }

    private static BackupRunOptions Options() => new() { Schedule = BackupBench.Schedule };
}
