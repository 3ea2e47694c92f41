using Janitor.Engine.Quotas.Ledger;
using Janitor.Storage.Postgres.Ledger;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Postgres.Ledger;

public sealed class RunRecordsTests
{
    private static readonly DateTimeOffset Noon = LedgerBench.Noon;

    [Fact]
    public async Task PutAsync_SameRunAgain_IsOneRecord()
    {
        await using var bench = await LedgerBench.StartAsync();
        var runs = new RunRecords(bench.Ledger);

        var first = await runs.PutAsync(Run("a"), default);
        var again = await runs.PutAsync(Run("a") with { Outcome = "Succeeded", FinishedAt = Noon, Summary = """{"acted": 3}""" }, default);

        Assert.Equal(first, again);
        Assert.Equal("a Succeeded 3", await QueryAsync(bench, "select string_agg(concat_ws(' ', run, outcome, summary->>'acted'), ', ') from janitor.runs where finished_at = started_at"));
    }

    [Fact]
    public async Task AddRemovalsAsync_SomeTimes_KeepsAll()
    {
        await using var bench = await LedgerBench.StartAsync();
        var runs = new RunRecords(bench.Ledger);
        var run = await runs.PutAsync(Run("a"), default);

        await runs.AddRemovalsAsync(run, [new Removal(LedgerBench.Key("x"), 1, "old"), new Removal(new byte[] { 0xff, 0 }, 2, "old")], default);
        await runs.AddRemovalsAsync(run, [new Removal(LedgerBench.Key("y"), 3, "big")], default);

        Assert.Equal("78 1 old, ff00 2 old, 79 3 big", await QueryAsync(bench, "select string_agg(concat_ws(' ', encode(key, 'hex'), size, rule), ', ' order by size) from janitor.removals"));
    }

    [Fact]
    public async Task SweepAsync_OldRunsAndAudit_TakesThemOutWithTheirRemovals()
    {
        await using var bench = await LedgerBench.StartAsync();
        var runs = new RunRecords(bench.Ledger);
        var old = await runs.PutAsync(Run("old"), default);
        await runs.AddRemovalsAsync(old, [new Removal(LedgerBench.Key("x"), 1, "old")], default);
        await runs.PutAsync(Run("new") with { StartedAt = Noon.AddDays(1) }, default);
        await PostgresServer.ExecuteAsync(bench.Database, $"insert into janitor.audit (at, actor, action) values ('{Noon:O}', 'a', 'old'), ('{Noon.AddDays(1):O}', 'a', 'new')");

        Assert.Equal(2, await runs.SweepAsync(Noon.AddHours(1), default));

        Assert.Equal("new", await QueryAsync(bench, "select string_agg(run, ', ') from janitor.runs"));
        Assert.Equal("new", await QueryAsync(bench, "select string_agg(action, ', ') from janitor.audit"));
        Assert.Equal(0, await PostgresServer.QueryAsync<long>(bench.Database, "select count(*) from janitor.removals"));
    }

    private static RecordedRun Run(string id) => new("RetentionPolicy", "media", "clips", id, "Schedule", RecordedRun.Going, Noon);

    private static Task<string> QueryAsync(LedgerBench bench, string query) => PostgresServer.QueryAsync<string>(bench.Database, query);
}
