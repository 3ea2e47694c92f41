using Janitor.Engine.Retention.Catalog;
using Janitor.Storage.Postgres;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Postgres;

public sealed class PostgresStatementsTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Run_SeveralStatements_EachHasATransactionOfItsOwn()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();

        // The last two are refused in a transaction.
        await RunAsync(database, "create table t (name text); insert into t values ('a;b') -- c;d\n; checkpoint; vacuum t;");

        Assert.Equal("a;b", await PostgresServer.QueryAsync<string>(database, "select name from t"));
    }

    [Fact]
    public async Task Run_OneFails_IsToldAndTheNextAreNotRun()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();

        var problem = await Assert.ThrowsAsync<CatalogException>(() => RunAsync(database, "create table t (n int); select 1 / 0; drop table t"));

        Assert.Equal("PostgreSQL says: division by zero; correct the SQL or the data (SQLSTATE 22012)", problem.Message);
        Assert.Equal(0L, await PostgresServer.QueryAsync<long>(database, "select count(*) from t"));
    }

    [Fact]
    public async Task Run_TooSlow_IsEndedByTheServer()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();

        var problem = await Assert.ThrowsAsync<CatalogException>(() => new PostgresStatements(database.ToString(), TimeSpan.FromSeconds(1), TimeProvider.System).RunAsync("select pg_sleep(60)", default));

        Assert.Equal("it took longer than its timeout, 1 s: make it faster, or raise timeout", problem.Message);
        Assert.Equal(0L, await PostgresServer.QueryAsync<long>(database, "select count(*) from pg_stat_activity where query like '%sleep(60)' and state = 'active' and datname = current_database()"));
    }

    [Fact]
    public async Task Run_UserMayNot_IsToldWhatToGrant()
    {
        var server = await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        var user = $"hooks_{Guid.NewGuid():N}";
        await PostgresServer.ExecuteAsync(database, $"create table t (n int); create role {user} login password 'hunter2'");
        var builder = new UriBuilder(database) { UserName = user, Password = "hunter2" };

        var problem = await Assert.ThrowsAsync<CatalogException>(() => RunAsync(builder.Uri, "delete from t"));

        Assert.Equal($"PostgreSQL says: permission denied for table t; grant user {user} what the SQL needs", problem.Message);
    }

    [Theory]
    [InlineData("postgres://me:hunter2@127.0.0.1:1/app", "cannot connect to PostgreSQL at 127.0.0.1:1: ")]
    [InlineData("postgres://me:hun/ter2@db/app", "the Secret's connection text has an @ after the host")]
    public async Task Run_ConnectionThatCannotBeUsed_IsToldWithoutThePassword(string connection, string expected)
    {
        var problem = await Assert.ThrowsAsync<CatalogException>(() => new PostgresStatements(connection, Timeout, TimeProvider.System).RunAsync("select 1", default));

        Assert.StartsWith(expected, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ter2", problem.Message, StringComparison.Ordinal);
    }

    private static Task RunAsync(Uri database, string sql) => new PostgresStatements(database.ToString(), Timeout, TimeProvider.System).RunAsync(sql, default);
}
