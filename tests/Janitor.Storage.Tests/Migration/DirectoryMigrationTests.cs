using System.Text;
using Janitor.Engine.Migration;
using Janitor.Storage.Tests.Volumes;

namespace Janitor.Storage.Tests.Migration;

/// <summary>From directory to directory.</summary>
public sealed class DirectoryMigrationTests : IDisposable
{
    private readonly ScratchDirectory _from = new();
    private readonly ScratchDirectory _to = new("/dev/shm");
    private readonly TestMigration _migration;

    public DirectoryMigrationTests() => _migration = new TestMigration(() => TestMigration.Directory(_from.Path), () => TestMigration.Directory(_to.Path));

    public void Dispose()
    {
        _migration.Dispose();
        _from.Dispose();
        _to.Dispose();
    }

    [Fact]
    public async Task Migrate_Files_KeepsContentModeAndTime()
    {
        var content = Bytes(9_000_000);
        Write("a/b/large", content);
        Write("empty", []);
        Posix.ChangeMode(At(_from, "a/b/large"), 0x120);
        File.SetLastWriteTimeUtc(At(_from, "empty"), new DateTime(1969, 12, 31, 23, 59, 59, 500, DateTimeKind.Utc));

        var report = await _migration.RunAsync();

        Assert.True(report.IsComplete, report.Message ?? string.Join(';', report.Problems));
        Assert.Equal((2, 9_000_000), (report.Copied, report.BytesCopied));
        Assert.Equal(content, await File.ReadAllBytesAsync(At(_to, "a/b/large")));
        Assert.StartsWith("440 ", Posix.ModeAndOwner(At(_to, "a/b/large")), StringComparison.Ordinal);
        Assert.Equal(File.GetLastWriteTimeUtc(At(_from, "empty")), File.GetLastWriteTimeUtc(At(_to, "empty")));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)), _migration.Items["a/b/large"].Sha256);
        Assert.Empty(Directory.EnumerateFileSystemEntries(At(_to, ".janitor/incoming")));
    }

    [Fact]
    public async Task Migrate_Again_SendsNothingAndKnowsFromTheJournal()
    {
        Write("a", "one"u8.ToArray());
        await _migration.RunAsync();

        var again = await _migration.RunAsync();

        Assert.Equal((0, 1, 0), (again.Copied, again.Present, _migration.BytesSent));
        Assert.Null(_migration.Items["a"].Sha256);
    }

    [Fact]
    public async Task Migrate_AgainWithoutJournal_ComparesInsteadOfSending()
    {
        Write("a", "one"u8.ToArray());
        await _migration.RunAsync();
        _migration.Forget();

        var again = await _migration.RunAsync();

        Assert.Equal((1, 0), (again.Present, _migration.BytesSent));
        Assert.NotNull(_migration.Items["a"].Sha256);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Migrate_AWrongByteAtTheDestination_IsFound(bool overwrite)
    {
        Write("a", "one"u8.ToArray());
        await _migration.RunAsync();
        var time = File.GetLastWriteTimeUtc(At(_to, "a"));
        await File.WriteAllTextAsync(At(_to, "a"), "onf");
        File.SetLastWriteTimeUtc(At(_to, "a"), time);

        var report = await _migration.RunAsync(new MigrationOptions { Overwrite = overwrite, DeleteSource = true });

        Assert.Equal(overwrite ? (1, 0, 1) : (0, 1, 0), (report.Copied, report.Different, report.Removed));
        Assert.Equal(overwrite ? "one" : "onf", await File.ReadAllTextAsync(At(_to, "a")));
        Assert.Equal(overwrite, !File.Exists(At(_from, "a")));
    }

    [Fact]
    public async Task Migrate_DeletingTheSource_RemovesWhatIsVerified()
    {
        Write("a", "one"u8.ToArray());
        Write("b", "two"u8.ToArray());
        File.CreateSymbolicLink(At(_to, "b"), "/nowhere");

        var report = await _migration.RunAsync(new MigrationOptions { DeleteSource = true });

        Assert.Equal((1, 1, 1), (report.Copied, report.Removed, report.Failed));
        Assert.Equal("b", Path.GetFileName(Assert.Single(Directory.GetFiles(_from.Path))));
        Assert.Contains("something of its name is there", _migration.Items["b"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_AFileThatChangesAfterItWasCopied_StaysAtTheSource()
    {
        Write("a", "one"u8.ToArray());
        var options = new MigrationOptions { DeleteSource = true };
        using var migration = new TestMigration(
            () => TestMigration.Directory(_from.Path), () => new InterruptedStore(TestMigration.Directory(_to.Path), () => File.AppendAllText(At(_from, "a"), "more")));

        var report = await migration.RunAsync(options);

        Assert.Equal((1, 0, 1), (report.Copied, report.Removed, report.Changed));
        Assert.Equal("onemore", await File.ReadAllTextAsync(At(_from, "a")));
        Assert.False(report.IsComplete);
    }

    [Fact]
    public async Task Migrate_WhatAKilledRunLeftAside_IsRemoved()
    {
        Write("a", "one"u8.ToArray());
        Directory.CreateDirectory(At(_to, ".janitor/incoming"));
        await File.WriteAllTextAsync(At(_to, ".janitor/incoming/0123"), "half");

        var report = await _migration.RunAsync();

        Assert.True(report.IsComplete);
        Assert.Empty(Directory.EnumerateFileSystemEntries(At(_to, ".janitor/incoming")));
    }

    [Fact]
    public async Task Migrate_NamesThatAreNotUtf8_AreKept()
    {
        byte[] name = [.. Encoding.UTF8.GetBytes(_from.Path), (byte)'/', 0xFF, (byte)'x'];
        Posix.WriteFile(name, "odd"u8);

        var report = await _migration.RunAsync();

        Assert.True(report.IsComplete);
        Assert.Equal("odd", Posix.Run("sh", "-c", $"cat {_to.Path}/*x"));
    }

    [Fact]
    public async Task Migrate_ALimitedBandwidth_TakesItsTime()
    {
        Write("a", Bytes(100_000));
        Write("b", Bytes(100_000));
        var started = TimeProvider.System.GetTimestamp();

        await _migration.RunAsync(new MigrationOptions { BytesPerSecond = 200_000 });

        // The first item goes at once, the second in its turn.
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task Migrate_Cancelled_LeavesNothingAside()
    {
        Write("a", Bytes(1_000_000));
        Write("b", Bytes(1_000_000));
        using var cancelling = new CancellationTokenSource();
        using var migration = new TestMigration(
            () => TestMigration.Directory(_from.Path), () => new InterruptedStore(TestMigration.Directory(_to.Path), cancelling.Cancel));

        var report = await migration.RunAsync(new MigrationOptions { Transfers = 1, DeleteSource = true }, cancelling.Token);

        Assert.StartsWith("cancelled", report.Message, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(_from.Path).Length);
        Assert.Empty(Directory.EnumerateFileSystemEntries(At(_to, ".janitor/incoming")));
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private static string At(ScratchDirectory scratch, string path) => Path.Combine(scratch.Path, path);

    private void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(_from, path))!);
        File.WriteAllBytes(At(_from, path), content);
    }
}
