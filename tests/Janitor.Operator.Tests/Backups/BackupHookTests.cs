using Janitor.TestBench;
using static Janitor.Operator.Tests.Backups.BackupsBench;
using static Janitor.Operator.Tests.OperatorBench;

namespace Janitor.Operator.Tests.Backups;

/// <summary>Hooks around backups, as statements in a real database.</summary>
public sealed class BackupHookTests
{
    [Fact]
    public async Task Backup_WithHooks_RunsThemBeforeAndAfter()
    {
        await using var bench = await StartWithLogAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml($"hooks:\n  before: [ {Say("before")} ]\n  after: [ {Say("after")} ]"));

        var backup = await bench.BackUpAsync("1");

        Assert.Equal(("Succeeded", "After"), (PhaseOf(backup), (string?)backup["status"]!["hooks"]));
        Assert.Equal("before after", await SaidAsync(bench));
        // The dump has what was said before it, and not what was said after.
        var copy = $"{bench.DatabaseName}_copy";
        await bench.Cluster.ApplyAsync(RestoreYaml($"from: {{ schedule: nightly }}\nparts: [ {{ name: {bench.DatabaseName}, to: {{ postgres: {{ database: {copy} }} }} }} ]"));
        await bench.Cluster.WaitAsync("restore.janitor.dev", "back", status => (string?)status["phase"] == "Succeeded");
        Assert.Equal("before", await PostgresServer.QueryAsync<string>(bench.Sibling(copy), Said));
    }

    [Fact]
    public async Task Backup_HookBeforeItFails_FailsWithoutAJobAndRunsThoseAfterIt()
    {
        await using var bench = await StartWithLogAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml($"hooks:\n  before: [ {Say("before")}, {{ name: broken, sql: {{ connectionSecretRef: {{ name: db, key: uri }}, statement: select no_such_function() }} }} ]\n  after: [ {Say("after")} ]"));

        var backup = await bench.BackUpAsync("1");

        Assert.Equal(("Failed", "False/HookFailed"), (PhaseOf(backup), Condition(backup["status"]!, "Ready")));
        Assert.Contains("hook broken: ", backup["status"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("before after", await SaidAsync(bench));
        Assert.DoesNotContain(bench.Node.Jobs, job => (string?)job["metadata"]!["labels"]!["janitor.dev/task"] == "Make");
    }

    [Fact]
    public async Task Backup_HookMayFail_IsMadeAndSaysSo()
    {
        await using var bench = await StartWithLogAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml("hooks:\n  before: [ { sql: { connectionSecretRef: { name: db, key: uri }, statement: select no_such_function() }, onError: Continue } ]"));

        var backup = await bench.BackUpAsync("1");

        Assert.Equal("Succeeded", PhaseOf(backup));
        Assert.Contains("hook 1: ", (string?)backup["status"]!["hookMessage"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_BetweenHooks_RunsThoseAfterTheBackupAllTheSame()
    {
        await using var bench = await StartWithLogAsync();
        bench.Node.Holds = job => (string?)job["metadata"]!["labels"]!["janitor.dev/task"] == "Make";
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml($"hooks:\n  before: [ {Say("before")} ]\n  after: [ {Say("after")} ]"));
        await bench.Cluster.KubectlAsync("annotate", "backupschedule", "nightly", "janitor.dev/run-at=1");
        await Eventually.HoldsAsync(async () => (await bench.BackupsAsync()) is [var one] && PhaseOf(one) == "Running");
        await bench.Cluster.StopOperatorAsync();
        bench.Node.Holds = _ => false;

        await bench.Cluster.StartOperatorAsync();

        await Eventually.HoldsAsync(async () => (await bench.BackupsAsync()) is [var one] && PhaseOf(one) == "Succeeded");
        Assert.Equal("before after", await SaidAsync(bench));
    }

    [Fact]
    public async Task Delete_BackupBetweenHooks_RunsThoseAfterIt()
    {
        await using var bench = await StartWithLogAsync();
        bench.Node.Holds = job => (string?)job["metadata"]!["labels"]!["janitor.dev/task"] == "Make";
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml($"hooks:\n  before: [ {Say("before")} ]\n  after: [ {Say("after")} ]"));
        await bench.Cluster.KubectlAsync("annotate", "backupschedule", "nightly", "janitor.dev/run-at=1");
        await Eventually.HoldsAsync(async () => (await bench.BackupsAsync()) is [var one] && PhaseOf(one) == "Running");

        await bench.Cluster.KubectlAsync("delete", "backups.janitor.dev", "--all");

        Assert.Equal("before after", await SaidAsync(bench));
    }

    private const string Said = "select string_agg(word, ' ' order by id) from said";

    private static Task<string> SaidAsync(BackupsBench bench) => PostgresServer.QueryAsync<string>(bench.Database, Said);

    private static string Say(string word) => $"{{ sql: {{ connectionSecretRef: {{ name: db, key: uri }}, statement: \"insert into said (word) values ('{word}')\" }} }}";

    private static async Task<BackupsBench> StartWithLogAsync()
    {
        var bench = await StartAsync();
        await PostgresServer.ExecuteAsync(bench.Database, "create table said (id serial primary key, word text)");
        return bench;
    }
}
