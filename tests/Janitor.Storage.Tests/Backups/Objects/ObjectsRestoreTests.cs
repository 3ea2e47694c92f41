using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Engine.Inventory;
using Janitor.Storage.Backups.Objects;
using Janitor.Storage.Tests.Volumes;

namespace Janitor.Storage.Tests.Backups.Objects;

public sealed class ObjectsRestoreTests
{
    [Theory]
    [InlineData(OverwriteRule.Never)]
    [InlineData(OverwriteRule.IfEmpty)]
    public async Task Restore_SomethingIsThere_RefusesAndTouchesNothing(OverwriteRule rule)
    {
        using var bench = await ObjectsBench.CreateAsync();
        await bench.From.PutAllAsync(["a", "b"]);
        var backup = await bench.BackUpAsync();
        await bench.To.PutAsync("old");

        var problem = await Assert.ThrowsAsync<BackupException>(() => bench.RestoreAsync(backup, rule));

        Assert.Equal(BackupProblem.TargetRefused, problem.Reason);
        Assert.Contains("overwrite: Always", problem.Message, StringComparison.Ordinal);
        Assert.Equal(["old"], await bench.To.KeysAsync());
    }

    [Fact]
    public async Task Restore_PrefixBesideOthers_IsEmpty()
    {
        using var bench = await ObjectsBench.CreateAsync();
        await bench.From.PutAllAsync(["a", "d/b"]);
        var backup = await bench.BackUpAsync();
        await bench.To.PutAllAsync(["other/a", "restored-not/a"]);

        await bench.RestoreAsync(backup, OverwriteRule.Never, await bench.To.OpenAsync(bench.To.Options("restored/"), StoreUse.Add));

        Assert.Equal(["other/a", "restored-not/a", "restored/a", "restored/d/b"], await bench.To.KeysAsync());
    }

    [Fact]
    public async Task Restore_Always_ReplacesSameKeysAndLeavesOthers()
    {
        using var bench = await ObjectsBench.CreateAsync();
        await bench.From.PutAsync("a", "new");
        await bench.From.PutAsync("large", new string('n', 2 << 20));
        var backup = await bench.BackUpAsync();
        await bench.To.PutAsync("a", "old");
        await bench.To.PutAsync("large", "old");
        await bench.To.PutAsync("other", "old");
        await bench.From.PutAsync("other", "old");

        await bench.RestoreAsync(backup, OverwriteRule.Always);

        Assert.Equal(await ObjectsBench.DescribeAsync(bench.From), await ObjectsBench.DescribeAsync(bench.To));
    }

    [Fact]
    public async Task Restore_Include_RestoresThoseAlone()
    {
        using var bench = await ObjectsBench.CreateAsync();
        await bench.From.PutAllAsync(["docs/a.md", "docs/b/c.md", "docs/x", "e.md"]);
        await bench.From.PutAsync("docs/large.bin", new string('l', 2 << 20));

        await bench.RestoreAsync(await bench.BackUpAsync(), include: ["docs/*.md"]);

        Assert.Equal(["docs/a.md"], await bench.To.KeysAsync());
    }

    [Fact]
    public async Task Restore_IncludeOfNothing_FailsAndSaysSo()
    {
        using var bench = await ObjectsBench.CreateAsync();
        await bench.From.PutAsync("a");
        var backup = await bench.BackUpAsync();

        var problem = await Assert.ThrowsAsync<BackupException>(() => bench.RestoreAsync(backup, include: ["b/**"]));

        Assert.Contains("match nothing", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_EmptyBucket_IsEmpty()
    {
        using var bench = await ObjectsBench.CreateAsync();

        var backup = await bench.BackUpAsync();
        await bench.RestoreAsync(backup);

        Assert.Equal(0, backup.Manifest!.Parts[0].Items);
        Assert.Empty(await bench.To.KeysAsync());
    }

    [Fact]
    public async Task Restore_ToADirectory_MakesFiles()
    {
        using var bench = await ObjectsBench.CreateAsync();
        using var scratch = new ScratchDirectory();
        await bench.From.PutAsync("docs/ü 1", "content");
        await bench.From.PutAsync("large", new string('l', 2 << 20));

        await bench.RestoreAsync(await bench.BackUpAsync(), to: Directory(scratch));

        Assert.Equal("content", File.ReadAllText(Path.Combine(scratch.Path, "docs/ü 1")));
        Assert.Equal(2 << 20, new FileInfo(Path.Combine(scratch.Path, "large")).Length);
    }

    [Theory]
    [InlineData("trailing/")]
    [InlineData("/leading")]
    [InlineData("a//b")]
    public async Task Restore_ToADirectoryAKeyItCannotHave_SaysWhichAndWhatIsThere(string key)
    {
        using var bench = await ObjectsBench.CreateAsync();
        using var scratch = new ScratchDirectory();
        await bench.From.PutAsync(key);
        await bench.From.PutAsync("good");
        var backup = await bench.BackUpAsync();

        var problem = await Assert.ThrowsAsync<BackupException>(() => bench.RestoreAsync(backup, to: Directory(scratch)));

        Assert.Equal(BackupProblem.RestoreFailed, problem.Reason);
        Assert.Contains($"{key} cannot be there", problem.Message, StringComparison.Ordinal);
        Assert.Contains("objects were restored before that, and are there", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_WhatIsNoArchive_FailsAndSaysSo()
    {
        using var bench = await ObjectsBench.CreateAsync();
        await bench.From.PutAsync("a");
        var part = (await bench.BackUpAsync()).Manifest!.Parts[0];
        await using var to = await bench.To.OpenAsync();
        await using var writing = await new ObjectsTarget(to, new ItemFilter([], [])).OpenAsync(part, OverwriteRule.IfEmpty, default);
        var noise = new byte[5120];
        new Random(1).NextBytes(noise);

        await Record.ExceptionAsync(async () => await writing.Content.WriteAsync(noise));
        await writing.Content.DisposeAsync();
        var problem = await Assert.ThrowsAsync<BackupException>(() => writing.EndAsync(default));

        Assert.Equal(BackupProblem.Damaged, problem.Reason);
    }

    private static Storage.Volumes.VolumeStore Directory(ScratchDirectory scratch) => (Storage.Volumes.VolumeStore)Migration.TestMigration.Directory(scratch.Path);
}
