using System.Diagnostics;
using System.Text.Json;
using Janitor.Cli.Tests.Commands;
using Janitor.TestBench;

namespace Janitor.Cli.Tests.Killed;

/// <summary>A backup or restore that is killed (SIGKILL) counts for nothing, and the next one is not hindered by it.</summary>
public sealed class KilledBackupTests : IDisposable
{
    private const int Rounds = 6;
    private const string Sum = "select count(*) || md5(string_agg(filler, '' order by id)) from orders";

    private readonly JanitorProcess _janitor = new();
    private readonly Random _chance = new(11);

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task Backup_KilledAgainAndAgain_NeverCountsAndLeavesNothingInTheEnd()
    {
        var (database, common) = await ScheduleAsync();
        var midWay = 0;
        for (var round = 0; round < Rounds; round++)
        {
            midWay += await KillAsync(["backup", "run", .. common]) ? 1 : 0;
            // Whatever it had stored: no manifest, no backup. And who has one is whole.
            var list = await _janitor.RunAsync(["backup", "list", .. common, "-o", "json"]);
            using var told = JsonDocument.Parse(list.Output);
            Assert.Equal((0, Manifests()), (list.Code, told.RootElement.GetArrayLength()));
        }

        // They have been silent for some time.
        foreach (var sign in Directory.EnumerateFiles(Backups, "running", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(sign, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-3));
        var last = await _janitor.RunAsync(["backup", "run", .. common]);

        Assert.Equal(0, last.Code);
        Assert.InRange(midWay, 2, Rounds);
        Assert.All(Folders(), folder => Assert.True(File.Exists(Path.Combine(folder, "manifest.json")), folder));
        Assert.Equal(0, (await _janitor.RunAsync(["backup", "verify", .. common])).Code);
        Assert.Equal(0, (await _janitor.RunAsync(["restore", .. common, "--database", NameOf(database) + "_restored"])).Code);
        Assert.Equal(await PostgresServer.QueryAsync<string>(database, Sum), await PostgresServer.QueryAsync<string>(Sibling(database, "_restored"), Sum));
    }

    [Fact]
    public async Task Restore_KilledAgainAndAgain_LeavesNothingAndTheNextOneFinishes()
    {
        var (database, common) = await ScheduleAsync();
        await _janitor.RunAsync(["backup", "run", .. common]);
        string[] restore = ["restore", .. common, "--database", NameOf(database) + "_restored"];
        var midWay = 0;
        for (var round = 0; round < Rounds; round++)
        {
            midWay += await KillAsync(restore) ? 1 : 0;
            if (await ExistsAsync(database, "_restored") && await TablesAsync(database) > 0)
                break;
        }

        if (await TablesAsync(database) == 0)
            Assert.Equal(0, (await _janitor.RunAsync(restore)).Code);

        Assert.InRange(midWay, 2, Rounds);
        Assert.Equal(await PostgresServer.QueryAsync<string>(database, Sum), await PostgresServer.QueryAsync<string>(Sibling(database, "_restored"), Sum));
    }

    private string Backups => Path.Combine(_janitor.Folder, "backups");

    private IEnumerable<string> Folders() => Directory.Exists(Path.Combine(Backups, "tests/nightly")) ? Directory.EnumerateDirectories(Path.Combine(Backups, "tests/nightly")) : [];

    private int Manifests() => Directory.EnumerateFiles(Backups, "manifest.json", SearchOption.AllDirectories).Count();

    private async Task<(Uri Database, string[] Common)> ScheduleAsync()
    {
        var server = await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(database, "create table orders as select id, md5(id::text) || repeat('-', 60) as filler from generate_series(1, 300000) id");
        _janitor.With("schedule.yaml", BackupDocuments.Of(database)).With("backups/.keep", string.Empty);
        return (database, ["-f", "schedule.yaml", "--bucket", "backups=backups"]);
    }

    /// <summary>Kills a run somewhere on its way; false when it had come to its end before.</summary>
    private async Task<bool> KillAsync(string[] arguments)
    {
        using var process = _janitor.Start(arguments);
        var until = TimeSpan.FromMilliseconds(300 + _chance.Next(900));
        var started = Stopwatch.GetTimestamp();
        while (!process.HasExited && Stopwatch.GetElapsedTime(started) < until)
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        var isMidWay = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync();
        return isMidWay;
    }

    private static async Task<bool> ExistsAsync(Uri database, string ending) =>
        await PostgresServer.QueryAsync<bool>(database, $"select exists (select from pg_database where datname = '{NameOf(database)}{ending}')");

    private static async Task<long> TablesAsync(Uri database) => await ExistsAsync(database, "_restored")
        ? await PostgresServer.QueryAsync<long>(Sibling(database, "_restored"), "select count(*) from pg_tables where schemaname = 'public'")
        : 0;

    private static string NameOf(Uri database) => database.AbsolutePath.TrimStart('/');

    private static Uri Sibling(Uri database, string ending) => new UriBuilder(database) { Path = NameOf(database) + ending }.Uri;
}
