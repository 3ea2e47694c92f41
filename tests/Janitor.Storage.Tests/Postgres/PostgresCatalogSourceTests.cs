using System.Globalization;
using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Storage.Postgres;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Postgres;

/// <summary>What a catalog reads from a real server, and what it says when that fails.</summary>
public sealed class PostgresCatalogSourceTests : IAsyncLifetime
{
    private const string Schema =
        """
        create table jobs (id bigint primary key, status text, updated_at timestamptz, api_key text);
        insert into jobs values (1, 'completed', '2026-01-02 03:04:05.678901+02', 'k'), (2, 'failed', '2026-02-01Z', null);
        create table sessions (id serial, file text);
        insert into sessions (file) values ('a/b.m4a'), (null), ('c.m4a');
        """;

    private Uri _database = null!;

    public async Task InitializeAsync()
    {
        _database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(_database, Schema);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task ReadAsync_JobsAndReferences_ArriveWithTheServersClock()
    {
        var before = TimeProvider.System.GetUtcNow();
        var (catalog, clock) = await ReadAsync("select id, status, updated_at, api_key from jobs", "select file from sessions");

        Assert.InRange(clock, before.AddSeconds(-1), TimeProvider.System.GetUtcNow().AddSeconds(1));
        Assert.Equal(2, catalog.Jobs.Count);
        Assert.Equal(new CatalogJob("1", "completed", Time("2026-01-02T01:04:05.678901Z")), catalog.Jobs["1"]);
        Assert.Equal(new CatalogJob("2", "failed", Time("2026-02-01T00:00:00Z")), catalog.Jobs["2"]);
        Assert.Equal(2, catalog.References.Count);
        Assert.True(catalog.References.Contains("a/b.m4a"u8));
        Assert.True(catalog.References.Contains("c.m4a"u8));
    }

    [Fact]
    public async Task ReadAsync_NoQueries_ReadsNothing()
    {
        var (catalog, _) = await ReadAsync(null, null);
        Assert.Empty(catalog.Jobs);
        Assert.Equal(0, catalog.References.Count);
    }

    [Theory]
    [InlineData("7::int", "7")]
    [InlineData("'-9223372036854775808'::bigint", "-9223372036854775808")]
    [InlineData("1.50::numeric", "1.50")]
    [InlineData("'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")]
    [InlineData("'Id with, \"signs\" {}\\'", "Id with, \"signs\" {}\\")]
    [InlineData("'ab'::char(5)", "ab")]
    [InlineData("'ünï'::varchar(9)", "ünï")]
    public async Task ReadAsync_IdOfAnyType_IsItsText(string id, string expected)
    {
        var (catalog, _) = await ReadAsync($"select {id}, 'done', now()", null);
        Assert.Equal(expected, Assert.Single(catalog.Jobs).Key);
    }

    [Fact]
    public async Task ReadAsync_StateIsAnEnumOrNumber_IsItsText()
    {
        await PostgresServer.ExecuteAsync(_database, "create type state as enum ('queued', 'done')");
        var (catalog, _) = await ReadAsync("select 1, 'done'::state, now()", null);
        Assert.Equal("done", catalog.Jobs["1"].State);
        (catalog, _) = await ReadAsync("select 1, 3::smallint, now()", null);
        Assert.Equal("3", catalog.Jobs["1"].State);
    }

    [Theory]
    [InlineData("timestamptz '2026-03-29 02:30:00+01'", "2026-03-29T01:30:00Z")]
    [InlineData("timestamp '2026-03-29 02:30:00.000001'", "2026-03-29T02:30:00.000001Z")]
    [InlineData("timestamp(0) '2026-03-29 02:30:00'", "2026-03-29T02:30:00Z")]
    [InlineData("date '2026-03-29'", "2026-03-29T00:00:00Z")]
    public async Task ReadAsync_TimeOfEachType_IsUtcWhateverTheSessionsZone(string changedAt, string expected)
    {
        await PostgresServer.ExecuteAsync(_database, $"alter database {_database.AbsolutePath[1..]} set timezone = 'America/New_York'");
        var (catalog, _) = await ReadAsync($"select 1, 'done', {changedAt}", null);
        Assert.Equal(Time(expected), catalog.Jobs["1"].ChangedAt);
        Assert.Equal(TimeSpan.Zero, catalog.Jobs["1"].ChangedAt.Offset);
    }

    [Theory]
    [InlineData("null::timestamptz")]
    [InlineData("'infinity'::timestamptz")]
    [InlineData("'-infinity'::timestamp")]
    [InlineData("null::date")]
    public async Task ReadAsync_NoFiniteTime_CountsAsChangedNow(string changedAt)
    {
        var (catalog, clock) = await ReadAsync($"select 1, 'done', {changedAt}", null);
        Assert.Equal(clock, catalog.Jobs["1"].ChangedAt);
    }

    [Theory]
    [InlineData("select id, status from jobs", "2 columns (id bigint, status text)")]
    [InlineData("select 1, 'a', now(), 'b', 5", "5 columns")]
    [InlineData("select 1, 'a', 5", "3 columns (?column? integer, ?column? text, ?column? integer)")]
    [InlineData("select 1, 'a', '2026-01-01'::varchar(20)", "character varying")]
    [InlineData("select null::int, 'a', now()", "id is NULL")]
    [InlineData("select 17, null::text, now()", "job 17 with a state that is NULL")]
    [InlineData("select 1, 'a', now() union all select 1, 'b', now()", "twice")]
    [InlineData("select * from no_such_table", "\"no_such_table\" does not exist; check the names")]
    [InlineData("select no_such_column, 'a', now() from jobs", "\"no_such_column\" does not exist; check the names")]
    [InlineData("selec 1", "syntax error at or near \"selec\"; correct the SQL")]
    [InlineData("select 1, 'a', now(); delete from jobs", "one query")]
    [InlineData("commit; delete from jobs", "one query")]
    [InlineData("commit", "0 columns")]
    [InlineData("", "one query")]
    [InlineData("-- nothing", "one query")]
    [InlineData("explain select id, status, updated_at from jobs", "1 columns")]
    [InlineData("delete from jobs returning id, status, updated_at", "syntax error")]
    [InlineData("with gone as (delete from jobs returning *) select id, status, updated_at from gone", "read-only")]
    [InlineData("select id, status, updated_at from jobs for update", "read-only")]
    [InlineData("select 1 / (id - 1), status, updated_at from jobs", "division by zero")]
    public async Task ReadAsync_BadJobsQuery_FailsNamingFieldAndRemedy(string jobs, string expected)
    {
        var error = await Assert.ThrowsAsync<CatalogException>(() => ReadAsync(jobs, null));
        Assert.Equal("spec.catalog.postgres.jobs", error.Field);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(2L, await PostgresServer.QueryAsync<long>(_database, "select count(*) from jobs"));
    }

    [Theory]
    [InlineData("select id from sessions", "1 columns (id integer); it must return 1 column of type text")]
    [InlineData("select file, id from sessions", "2 columns (file text, id integer)")]
    [InlineData("select convert_to(file, 'UTF8') from sessions", "bytea")]
    [InlineData("select file from sessionz", "does not exist; check the names")]
    public async Task ReadAsync_BadReferencesQuery_FailsNamingFieldAndRemedy(string references, string expected)
    {
        var error = await Assert.ThrowsAsync<CatalogException>(() => ReadAsync(null, references));
        Assert.Equal("spec.catalog.postgres.references", error.Field);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select file from sessions;")]
    [InlineData("select file from sessions ; -- all of them")]
    [InlineData("/* a; b */ select file from sessions -- the end")]
    [InlineData("with s as (select file from sessions where file <> ';') select file from s;;")]
    [InlineData("select file::varchar(99) from sessions order by 1")]
    [InlineData("select file from sessions where '{\"a\": 1}'::jsonb ? 'a' and '[1:2]={1,2}'::int[] is not null and $$;$$ = ';' and file like '%:a' is not null")]
    [InlineData("table files")]
    public async Task ReadAsync_QueryInAnyStyle_Works(string references)
    {
        await PostgresServer.ExecuteAsync(_database, "create view files as select file from sessions");
        var (catalog, _) = await ReadAsync(null, references);
        Assert.Equal(2, catalog.References.Count);
    }

    [Fact]
    public async Task ReadAsync_VeryLongReference_IsReadWhole()
    {
        var (catalog, _) = await ReadAsync(null, "select repeat('ü', 10000) union all select 'short'");
        Assert.True(catalog.References.Contains(System.Text.Encoding.UTF8.GetBytes(new string('ü', 10_000))));
        Assert.True(catalog.References.Contains("short"u8));
    }

    [Fact]
    public async Task ReadAsync_FunctionThatWrites_IsRefused()
    {
        await PostgresServer.ExecuteAsync(
            _database, "create function sneak() returns text volatile language plpgsql as $$ begin delete from jobs; return 'x'; end $$");
        var error = await Assert.ThrowsAsync<CatalogException>(() => ReadAsync("select id, sneak(), updated_at from jobs", null));
        Assert.Contains("cannot execute DELETE in a read-only transaction; queries run read-only", error.Message, StringComparison.Ordinal);
        Assert.Equal(2L, await PostgresServer.QueryAsync<long>(_database, "select count(*) from jobs"));
    }

    [Fact]
    public async Task ReadAsync_SlowQuery_EndsAtTheStatementTimeout()
    {
        var spec = new PostgresCatalog { References = "select 'x' from pg_sleep(60)", StatementTimeout = new Duration(TimeSpan.FromSeconds(1)) };
        var error = await Assert.ThrowsAsync<CatalogException>(() => ReadAsync(spec));
        Assert.Equal("spec.catalog.postgres.references", error.Field);
        Assert.Contains("it took longer than statementTimeout, 1 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_IsACancellation()
    {
        using var cancel = new CancellationTokenSource();
        await using var source = Source(new PostgresCatalog { References = "select 'cancelled' from pg_sleep(60)" });
        var reading = source.ReadAsync(new CatalogBuilder([]), cancel.Token);
        await Wait.UntilAsync(() => WaitsForAsync("PgSleep"));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task ReadAsync_ServerEndsTheConnectionMeanwhile_FailsInsteadOfReturningAPart()
    {
        // The first rows are on their way when the connection ends: what arrived must not pass for the whole.
        var builder = new CatalogBuilder([]);
        await using var source = Source(new PostgresCatalog
        {
            References = "select repeat('x', 100) || case when i = 100000 then pg_sleep(60)::text else '' end from generate_series(1, 200000) as i",
        });
        var reading = source.ReadAsync(builder, CancellationToken.None);
        await Wait.UntilAsync(() => WaitsForAsync("PgSleep"));
        await PostgresServer.ExecuteAsync(
            _database, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'janitor' and datname = current_database()");

        var error = await Assert.ThrowsAsync<CatalogException>(() => reading);
        Assert.Equal("spec.catalog.postgres.references", error.Field);
        Assert.Contains("the next run tries again", error.Message, StringComparison.Ordinal);
        Assert.InRange(builder.Build().References.Count, 1, 99_999);
    }

    [Fact]
    public async Task ReadAsync_BothQueries_SeeOneMoment()
    {
        // The jobs query waits for a lock; a session added meanwhile, and committed, must not be seen by the references query.
        await PostgresServer.ExecuteAsync(_database, "create function pause() returns text language sql volatile as 'select pg_advisory_lock(42)::text'");
        await using var holder = new Npgsql.NpgsqlConnection(PostgresServer.Settings(_database).ConnectionString);
        await holder.OpenAsync();
        await using var hold = new Npgsql.NpgsqlCommand("select pg_advisory_lock(42)", holder);
        await hold.ExecuteNonQueryAsync();

        var builder = new CatalogBuilder([]);
        await using var source = Source(new PostgresCatalog
        {
            Jobs = "select 1, coalesce(pause(), 'x'), now()",
            References = "select file from sessions",
        });
        var reading = source.ReadAsync(builder, CancellationToken.None);
        await Wait.UntilAsync(() => WaitsForAsync("advisory"));
        await PostgresServer.ExecuteAsync(_database, "insert into sessions (file) values ('late.m4a')");
        await holder.CloseAsync();
        await reading;

        Assert.Equal(2, builder.Build().References.Count);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private async Task<bool> WaitsForAsync(string waitEvent) => await PostgresServer.QueryAsync<long>(
        _database,
        $"select count(*) from pg_stat_activity where application_name = 'janitor' and datname = current_database() and wait_event = '{waitEvent}'") == 1;

    private PostgresCatalogSource Source(PostgresCatalog spec) => new(spec, _database.AbsoluteUri, TimeProvider.System);

    private Task<(CatalogSnapshot Catalog, DateTimeOffset Clock)> ReadAsync(string? jobs, string? references) =>
        ReadAsync(new PostgresCatalog { Jobs = jobs, References = references });

    private async Task<(CatalogSnapshot Catalog, DateTimeOffset Clock)> ReadAsync(PostgresCatalog spec)
    {
        await using var source = Source(spec);
        var builder = new CatalogBuilder([]);
        var clock = await source.ReadAsync(builder, CancellationToken.None);
        return (builder.Build(), clock);
    }
}
