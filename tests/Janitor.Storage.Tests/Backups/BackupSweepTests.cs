namespace Janitor.Storage.Tests.Backups;

/// <summary>What runs that were killed have left.</summary>
public sealed class BackupSweepTests
{
    private const string Dead = BackupBench.Schedule + "/20260101T000000.000Z";

    [Fact]
    public async Task Run_FolderWithoutManifestAndSign_IsRemoved()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        await bench.WriteAsync($"{Dead}/01-volume-uploads.tar", [1, 2, 3]);

        var backup = await bench.BackUpAsync(new MadePart("uploads", 10));

        Assert.All(await bench.FilesAsync(), file => Assert.StartsWith(backup.Folder.Path, file, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_AnotherRunGivesSignsOfLife_IsLeftAlone()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        await bench.WriteAsync($"{Dead}/running", []);
        await bench.WriteAsync($"{Dead}/01-volume-uploads.tar", [1, 2, 3]);

        await bench.BackUpAsync(new MadePart("uploads", 10));

        Assert.Contains($"{Dead}/01-volume-uploads.tar", await bench.FilesAsync());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, false)]
    public async Task Run_LastSignOfAnotherRun_DecidesByItsAge(int minutes, bool stays)
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        await bench.WriteAsync($"{Dead}/running", []);
        File.SetLastWriteTimeUtc(Path.Combine(bench.Place, Dead, "running"), TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-minutes));

        await bench.BackUpAsync(new MadePart("uploads", 10));

        Assert.Equal(stays, (await bench.FilesAsync()).Contains($"{Dead}/running"));
    }

    [Theory]
    [InlineData("job-1", false)]
    [InlineData("job-2", true)]
    [InlineData(null, true)]
    public async Task Run_AfterOneOfTheSameId_RemovesAlsoWhatGaveASignJustNow(string? id, bool stays)
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        await bench.WriteAsync($"{Dead}/running", "a backup is being made here by job-1\n"u8.ToArray());

        await bench.BackUpAsync(id, new MadePart("uploads", 10));

        Assert.Equal(stays, (await bench.FilesAsync()).Contains($"{Dead}/running"));
    }

    [Fact]
    public async Task Run_BackupsOfOthersAndWholeOnes_Stay()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var first = await bench.BackUpAsync(new MadePart("uploads", 10));
        await bench.WriteAsync("tests/other/20260101T000000.000Z/01-volume-uploads.tar", [1]);
        await bench.WriteAsync("tests/nightly/not-ours/file", [1]);
        await bench.WriteAsync("tests/nightly/20260101T000000.000Z", [1]);

        await bench.BackUpAsync(id: "job-1", new MadePart("uploads", 10));

        var files = await bench.FilesAsync();
        Assert.Contains($"{first.Folder}/manifest.json", files);
        Assert.Contains("tests/other/20260101T000000.000Z/01-volume-uploads.tar", files);
        Assert.Contains("tests/nightly/not-ours/file", files);
        Assert.Equal(2, (await bench.ListAsync()).Count);
    }

    [Fact]
    public async Task Run_UploadsInPartsOfADeadRun_AreEnded()
    {
        await using var bench = await BackupBench.OfBucketAsync();
        await bench.BeginUploadAsync($"{Dead}/01-volume-uploads.tar");
        await bench.BeginUploadAsync("tests/other/20260101T000000.000Z/01-volume-uploads.tar");

        await bench.BackUpAsync(new MadePart("uploads", 10));

        Assert.Equal(1, await bench.UploadsAsync());
    }
}
