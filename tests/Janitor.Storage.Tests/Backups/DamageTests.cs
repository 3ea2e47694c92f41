using Janitor.Engine.Backups;
using Janitor.Storage.Backups;

namespace Janitor.Storage.Tests.Backups;

/// <summary>What is found when stored bytes are not what was stored, and that nothing is touched before.</summary>
public sealed class DamageTests
{
    private const string Identity = "AGE-SECRET-KEY-1DEMOPLACEHOLDER";

    /// <summary>More than is decoded before a restore that is all or nothing.</summary>
    private const int Large = 40 << 20;

    [Theory]
    [InlineData("flipped")]
    [InlineData("cut")]
    [InlineData("longer")]
    [InlineData("gone")]
    public async Task Check_OneFileIsNotWhatWasStored_IsFound(string damage)
    {
        await using var bench = await BackupBench.OfBucketAsync();
        var backup = await bench.BackUpAsync(new MadePart("first", 100_000), new MadePart("second", 100_000));
        await DamageAsync(bench, backup, damage);

        var problem = await Assert.ThrowsAsync<BackupException>(async () =>
        {
            foreach (var part in backup.Manifest!.Parts)
                await new BackupCheck(bench.Destination.Contents, bench.Codec).CheckStoredAsync(backup.Folder, part, default);
        });

        Assert.Equal(BackupProblem.Damaged, problem.Reason);
        Assert.Contains("02-volume-second", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flipped", 100_000, false)]
    [InlineData("flipped", 100_000, true)]
    [InlineData("flipped", Large, true)]
    [InlineData("cut", 100_000, false)]
    [InlineData("cut", Large, true)]
    [InlineData("longer", Large, true)]
    [InlineData("gone", 100_000, false)]
    [InlineData("gone", Large, true)]
    public async Task Restore_OneFileIsNotWhatWasStored_TouchesNoTarget(string damage, int size, bool keepsWhatIsThere)
    {
        await using var bench = await BackupBench.OfBucketAsync();
        var backup = await bench.BackUpAsync(new MadePart("first", 100_000), new MadePart("second", size));
        await DamageAsync(bench, backup, damage);
        var target = new MadeTarget { KeepsWhatIsThere = keepsWhatIsThere };

        var problem = await Assert.ThrowsAsync<BackupException>(() => bench.Restoring().RunAsync(backup.Folder, [.. backup.Manifest!.Parts.Select(part => (part, (IPartTarget)target))], default));

        Assert.Equal(BackupProblem.Damaged, problem.Reason);
        Assert.False(target.IsTouched);
    }

    /// <summary>It was damaged before it was stored: by memory, or by the program that encodes.</summary>
    [Theory]
    [InlineData(100_000, false, false, false)]
    [InlineData(100_000, true, false, false)]
    [InlineData(Large, false, false, false)]
    [InlineData(Large, true, true, false)]
    [InlineData(Large, true, true, true)]
    public async Task Restore_WhatWasStoredIsNotWhatWasRead_DoesNotComeToItsEnd(int size, bool keepsWhatIsThere, bool isTouched, bool isOfAnOldJanitor)
    {
        await using var bench = await BackupBench.OfBucketAsync();
        var backup = await bench.BackUpAsync(new MadePart("first", size));
        var part = backup.Manifest!.Parts[0];
        var other = isOfAnOldJanitor ? part.Plain with { Sha256 = new string('0', 64), Xxh128 = null } : part.Plain with { Xxh128 = new string('0', 32) };
        var target = new MadeTarget { KeepsWhatIsThere = keepsWhatIsThere };

        await Assert.ThrowsAsync<BackupException>(() => bench.Restoring().RunAsync(backup.Folder, [(part with { Plain = other }, target)], default));

        Assert.Equal(isTouched, target.IsTouched);
        Assert.Empty(target.Content);
    }

    [Fact]
    public async Task Restore_ItsBeginningIsNoArchive_TouchesNoTarget()
    {
        await using var bench = await BackupBench.OfBucketAsync();
        var backup = await new BackupRun(bench.Destination, new ProgramCodec(compresses: false, []), new BackupRunOptions { Schedule = BackupBench.Schedule }, TimeProvider.System)
            .RunAsync([new MadeSource(new MadePart("first", Large))], default);
        var target = new MadeTarget { KeepsWhatIsThere = true };

        var problem = await Assert.ThrowsAsync<BackupException>(() => bench.Restoring().RunAsync(backup.Folder, [(backup.Manifest!.Parts[0] with { Encoding = ["zstd"] }, target)], default));

        Assert.Equal(BackupProblem.Damaged, problem.Reason);
        Assert.False(target.IsTouched);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restore_WholeBackup_WritesWhatWasBackedUp(bool keepsWhatIsThere)
    {
        await using var bench = await BackupBench.OfBucketAsync();
        var part = new MadePart("first", (20 << 20) + 3);
        var backup = await bench.BackUpAsync(part);
        var target = new MadeTarget { KeepsWhatIsThere = keepsWhatIsThere };

        await bench.Restoring().RunAsync(backup.Folder, [(backup.Manifest!.Parts[0], target)], default);

        Assert.Equal(part.Bytes(), target.Content);
    }

    [Fact]
    public async Task List_ManifestIsNotWhatWasWritten_IsToldAndTheOthersStay()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        var sound = await bench.BackUpAsync(new MadePart("first", 10));
        var damaged = await bench.BackUpAsync(new MadePart("first", 10));
        var manifest = await bench.ReadAsync($"{damaged.Folder}/manifest.json");
        manifest[Array.IndexOf(manifest, (byte)'0')] = (byte)'1';
        await bench.WriteAsync($"{damaged.Folder}/manifest.json", manifest);

        var backups = await bench.ListAsync();

        Assert.Equal([null, BackupProblem.Damaged], backups.Select(backup => backup.Problem?.Reason));
        Assert.Equal(sound.Folder, backups[0].Folder);
    }

    [Fact]
    public async Task List_ManifestOfANewerVersion_IsToldAsThat()
    {
        await using var bench = await BackupBench.OfDirectoryAsync();
        await bench.WriteAsync($"{BackupBench.Schedule}/20260101T000000.000Z/manifest.json", """{"version":2,"whatever":true}"""u8.ToArray());

        Assert.Equal(BackupProblem.UnknownVersion, Assert.Single(await bench.ListAsync()).Problem?.Reason);
    }

    [Theory]
    [InlineData(3 << 20, false)]
    [InlineData(Large, true)]
    public async Task Restore_Encrypted_WantsTheRightKey(int size, bool keepsWhatIsThere)
    {
        var (mine, other) = (await AgeKey.MakeAsync(), await AgeKey.MakeAsync());
        await using var made = await BackupBench.OfDirectoryAsync();
        var part = new MadePart("first", size);
        var backup = await new BackupRun(made.Destination, new ProgramCodec(compresses: true, [mine.Recipient]), new BackupRunOptions { Schedule = BackupBench.Schedule }, TimeProvider.System)
            .RunAsync([new MadeSource(part)], default);
        var target = new MadeTarget { KeepsWhatIsThere = keepsWhatIsThere };

        var without = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(null));
        var wrong = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(other.Identity));
        var nonsense = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(Identity));
        Assert.False(target.IsTouched);
        await RestoreAsync(mine.Identity);

        Assert.All([without, wrong, nonsense], problem => Assert.Equal(BackupProblem.WrongKey, problem.Reason));
        Assert.DoesNotContain(other.Identity.Trim(), wrong.Message, StringComparison.Ordinal);
        Assert.Equal(part.Bytes(), target.Content);

        Task RestoreAsync(string? identity) => made.Restoring(codec: new ProgramCodec(compresses: true, [], identity)).RunAsync(backup.Folder, [(backup.Manifest!.Parts[0], target)], default);
    }

    private static async Task DamageAsync(BackupBench bench, StoredBackup backup, string damage)
    {
        var path = $"{backup.Folder}/{backup.Manifest!.Parts[1].Files[0].Name}";
        var content = await bench.ReadAsync(path);
        content[content.Length / 2] ^= (byte)(damage == "flipped" ? 1 : 0);
        if (damage == "gone")
            await bench.RemoveAsync(path);
        else
            await bench.WriteAsync(path, damage switch { "cut" => content[..^1], "longer" => [.. content, 0], _ => content });
    }
}
