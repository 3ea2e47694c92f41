using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Api.Retention;
using Janitor.Engine.Backups;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Janitor.Kubernetes.Entities;
using Janitor.Storage.Tests.Volumes;
using Janitor.TestBench;
using Moq;

namespace Janitor.Storage.Tests.Backups;

/// <summary>On a directory. Backups lie there as runs have left them.</summary>
public sealed class BackupPruningTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly ScratchDirectory _directory = new();
    private readonly ManualTime _time = new(Now);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Run_Expired_AreRemovedWholeAndOthersStay()
    {
        foreach (var day in (int[])[1, 2, 3, 4])
            Write("media/nightly", day);
        Write("media/other", 1);
        Write("media/nightly-more", 1);

        var pruned = await RunAsync(new BackupRetention { KeepLast = 2 });

        Assert.Equal([(1, "last 2", false), (2, "last 2", false), (3, "goes: no rule keeps it", true), (4, "goes: no rule keeps it", true)], pruned.Select(Told));
        Assert.Equal(Folders("media/nightly-more", 1).Concat(Folders("media/nightly", 1, 2)).Concat(Folders("media/other", 1)), Left());
        Assert.All(pruned.Where(backup => backup.Removed), backup => Assert.InRange(backup.Freed, 8192, 65536));
    }

    [Fact]
    public async Task Run_Again_RemovesNothingMore()
    {
        foreach (var day in Enumerable.Range(1, 40))
            Write("media/nightly", day);
        var retention = new BackupRetention { KeepDaily = 3, KeepWeekly = 2, KeepMonthly = 9, MaxAge = new Duration(TimeSpan.FromDays(30)) };

        await RunAsync(retention);
        var left = Left();
        var pruned = await RunAsync(retention);

        Assert.Equal(left, Left());
        Assert.DoesNotContain(pruned, backup => backup.Removed);
        Assert.InRange(pruned.Count, 4, 8);
    }

    [Fact]
    public async Task Run_Dry_TellsTheSameAndRemovesNothing()
    {
        foreach (var day in (int[])[1, 2, 3])
            Write("media/nightly", day);
        var before = Left();

        var pruned = await RunAsync(new BackupRetention { KeepLast = 1 }, dryRun: true);

        Assert.Equal([(1, "last 1", false), (2, "goes: no rule keeps it", false), (3, "goes: no rule keeps it", false)], pruned.Select(Told));
        Assert.Equal(before, Left());
        Assert.False(Directory.Exists(Path.Combine(_directory.Path, IStore.ReservedFolder)));
    }

    [Fact]
    public async Task Run_EvenWhenAllAreTooOld_NewestGoodOneStays()
    {
        Write("media/nightly", 1, manifest: "{ damaged");
        foreach (var day in (int[])[2, 3])
            Write("media/nightly", day);

        var pruned = await RunAsync(new BackupRetention { KeepLast = 0, MaxAge = new Duration(TimeSpan.FromHours(1)) });

        Assert.Equal([(2, "the newest good one", false), (3, "goes: older than 1h", true)], pruned.Where(backup => backup.Backup.Manifest is not null).Select(Told));
        Assert.Equal(Folders("media/nightly", 1, 2), Left());
    }

    [Fact]
    public async Task Run_ManifestsThatCannotBeRead_AreLeftAndPushNothingOut()
    {
        Write("media/nightly", 1, manifest: "{ damaged");
        Write("media/nightly", 2);
        Write("media/nightly", 3, manifest: Manifest("media/nightly", 3).Replace("\"version\": 1", "\"version\": 99", StringComparison.Ordinal));
        Write("media/nightly", 4, hash: new string('0', 64));
        Write("media/nightly", 5);
        Write("media/nightly", 6);

        var pruned = await RunAsync(new BackupRetention { KeepLast = 2 });

        Assert.Equal(Folders("media/nightly", 1, 2, 3, 4, 5), Left());
        var problems = pruned.Where(backup => backup.Backup.Problem is not null).ToList();
        Assert.Equal([BackupProblem.Damaged, BackupProblem.Damaged, BackupProblem.UnknownVersion], problems.Select(backup => backup.Backup.Problem!.Reason).Order());
        Assert.All(problems, backup => Assert.Equal((false, false, "not good"), (backup.Removed, backup.Verdict.Kept, backup.Verdict.ToString())));
    }

    [Fact]
    public async Task Run_RunThatGoesOn_IsLeft()
    {
        foreach (var day in (int[])[1, 2])
            Write("media/nightly", day);
        var running = Path.Combine(_directory.Path, BackupFolder.At("media/nightly", Now.AddMinutes(-5)).Path);
        Directory.CreateDirectory(running);
        await File.WriteAllTextAsync(Path.Combine(running, BackupFolder.Running), "x");

        await RunAsync(new BackupRetention { KeepLast = 1 });

        Assert.True(File.Exists(Path.Combine(running, BackupFolder.Running)));
        Assert.Equal(Folders("media/nightly", 1).Append(Path.GetRelativePath(_directory.Path, running)).Order(StringComparer.Ordinal), Left());
    }

    [Fact]
    public async Task Run_OneCannotBeRemoved_IsToldAndTheOthersGo()
    {
        foreach (var day in (int[])[1, 2, 3, 4])
            Write("media/nightly", day);
        var stuck = Folders("media/nightly", 3).Single();

        var pruned = await RunAsync(new BackupRetention { KeepLast = 1 }, on: store => Failing(store, stuck));

        Assert.Equal([(1, false, null), (2, true, null), (3, false, "the folder cannot be listed"), (4, true, null)], pruned.Select(backup => (DayOf(backup), backup.Removed, backup.Problem?.Message)));
        Assert.Equal(Folders("media/nightly", 1, 3), Left());
    }

    [Fact]
    public async Task Run_TimeZone_IsTheSchedules()
    {
        // 23:30 UTC of 8 March is the 9th in Berlin, as 12:00 UTC is.
        Write("media/nightly", Now.AddDays(-1), null, null);
        Write("media/nightly", Now.AddDays(-1).AddHours(-12.5), null, null);
        Write("media/nightly", Now.AddDays(-1).AddHours(-14), null, null);
        Write("media/nightly", Now.AddDays(-1).AddHours(-15), null, null);

        var pruned = await RunAsync(new BackupRetention { KeepDaily = 2 }, zone: "Europe/Berlin");

        Assert.Equal([(false, "day 2026-03-09"), (true, "goes: no rule keeps it"), (false, "day 2026-03-08"), (true, "goes: no rule keeps it")], pruned.Select(backup => (backup.Removed, backup.Verdict.ToString())));
    }

    private async Task<IReadOnlyList<PrunedBackup>> RunAsync(BackupRetention retention, bool dryRun = false, string? zone = null, Func<IContentStore, IContentStore>? on = null)
    {
        await using var store = Stores.OpenDirectory(_directory.Path, string.Empty, "directory", new Limits(), removeEmptyDirectories: true, _time);
        await store.OpenAsync(dryRun ? StoreUse.Read : StoreUse.Change, CancellationToken.None);
        var schedule = new BackupSchedule { Metadata = new ObjectMeta { Name = "nightly", Namespace = "media" }, Spec = new BackupScheduleSpec { Retention = retention, TimeZone = zone } };
        return await new BackupPruning(on?.Invoke(store) ?? store, _time).RunAsync(schedule, dryRun, CancellationToken.None);
    }

    /// <summary>A store one folder of which cannot be listed by itself.</summary>
    private static IContentStore Failing(IContentStore store, string folder)
    {
        var failing = new Mock<IContentStore>();
        failing.Setup(mock => mock.Contents).Returns(store.Contents);
        failing.Setup(mock => mock.BeginChanges(It.IsAny<IOutcomeSink>())).Returns(store.BeginChanges);
        failing.Setup(mock => mock.ScanAsync(It.IsAny<ReadOnlyMemory<byte>>(), It.IsAny<IInventoryVisitor>(), It.IsAny<CancellationToken>()))
            .Returns((ReadOnlyMemory<byte> path, IInventoryVisitor visitor, CancellationToken token) =>
                Encoding.UTF8.GetString(path.Span) == folder ? throw new StoreException("spec.destination", "the folder cannot be listed") : store.ScanAsync(path, visitor, token));
        return failing.Object;
    }

    private void Write(string schedule, int daysAgo, string? manifest = null, string? hash = null) => Write(schedule, Now.AddDays(-daysAgo), manifest, hash);

    private void Write(string schedule, DateTimeOffset time, string? manifest, string? hash)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_directory.Path, BackupFolder.At(schedule, time).Path)).FullName;
        manifest ??= Manifest(schedule, time);
        File.WriteAllBytes(Path.Combine(folder, "000-app.dump"), new byte[8192]);
        File.WriteAllText(Path.Combine(folder, BackupFolder.ManifestHash), $"{hash ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)))}  manifest.json\n");
        File.WriteAllText(Path.Combine(folder, BackupFolder.Manifest), manifest);
    }

    private static string Manifest(string schedule, int daysAgo) => Manifest(schedule, Now.AddDays(-daysAgo));

    private static string Manifest(string schedule, DateTimeOffset time) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"version": 1, "schedule": "{{schedule}}", "startedAt": "{{time:O}}", "completedAt": "{{time:O}}", "janitor": "0", "parts": []}""");

    private static int DayOf(PrunedBackup backup) => (int)(Now - backup.Backup.Time).TotalDays;

    private static (int DaysAgo, string Verdict, bool Removed) Told(PrunedBackup backup) => (DayOf(backup), backup.Verdict.ToString(), backup.Removed);

    /// <summary>The folders of backups, newest last, as the directory lists them.</summary>
    private static IEnumerable<string> Folders(string schedule, params int[] daysAgo) =>
        daysAgo.Select(day => BackupFolder.At(schedule, Now.AddDays(-day)).Path).Order(StringComparer.Ordinal);

    /// <summary>The folders that hold anything.</summary>
    private List<string> Left() => [.. Directory.EnumerateFiles(_directory.Path, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_directory.Path, Path.GetDirectoryName(path)!)).Where(path => !path.StartsWith(IStore.ReservedFolder, StringComparison.Ordinal))
        .Distinct().Order(StringComparer.Ordinal)];
}
