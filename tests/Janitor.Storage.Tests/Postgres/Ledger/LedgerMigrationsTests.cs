using Janitor.Engine.Quotas.Ledger;
using Janitor.Storage.Postgres.Ledger;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Postgres.Ledger;

public sealed class LedgerMigrationsTests
{
    [Fact]
    public async Task Open_ManyAtOnce_OneMakesTheTables()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();

        var ledgers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostgresLedger.OpenAsync(database.ToString(), default)));

        Assert.Equal(1L, await PostgresServer.QueryAsync<long>(database, "select count(*) from janitor.migrations"));
        foreach (var ledger in ledgers)
            await ledger.DisposeAsync();
    }

    [Fact]
    public async Task Open_LedgerOfANewerJanitor_IsRefused()
    {
        await using var bench = await LedgerBench.StartAsync();
        await PostgresServer.ExecuteAsync(bench.Database, "insert into janitor.migrations (version, name, sha256) values (2, '0002_future', '\\x00')");

        var problem = await Assert.ThrowsAsync<LedgerException>(() => PostgresLedger.OpenAsync(bench.Database.ToString(), default));

        Assert.Equal("the ledger is of a newer Janitor (0002_future), and this one knows it up to 0001_ledger: update Janitor", problem.Message);
    }

    [Fact]
    public async Task Open_MigrationThatIsNotOurs_IsRefused()
    {
        await using var bench = await LedgerBench.StartAsync();
        await PostgresServer.ExecuteAsync(bench.Database, "update janitor.migrations set sha256 = '\\x00'");

        var problem = await Assert.ThrowsAsync<LedgerException>(() => PostgresLedger.OpenAsync(bench.Database.ToString(), default));

        Assert.Contains("schema janitor was changed by hand, or belongs to another program", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NobodyThere_SaysSoWithoutThePassword()
    {
        var problem = await Assert.ThrowsAsync<LedgerException>(() => PostgresLedger.OpenAsync("postgres://app:secret@127.0.0.1:1/app", default));

        Assert.True(problem.IsTransient);
        Assert.StartsWith("the ledger cannot be reached at PostgreSQL 127.0.0.1:1: ", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem.Message, StringComparison.Ordinal);
    }
}
