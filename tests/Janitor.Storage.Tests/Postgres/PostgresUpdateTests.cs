using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Storage.Postgres;
using Janitor.TestBench;
using Npgsql;

namespace Janitor.Storage.Tests.Postgres;

/// <summary>What the application is told: all or nothing, and nothing about jobs that have changed.</summary>
public sealed class PostgresUpdateTests : IAsyncLifetime
{
    private const string Jobs = "select id, status, updated_at from jobs";
    private const string Clean = "update jobs set status = 'cleaned' where id = any(@jobs)";
    private const string Fail = "update jobs set status = 'failed', error = 'stuck' where id = any(@jobs)";

    private Uri _database = null!;

    public async Task InitializeAsync() => _database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("int", "1", "-2", "3")]
    [InlineData("bigint", "9223372036854775807", "0", "-1")]
    [InlineData("smallint", "1", "2", "3")]
    [InlineData("numeric", "1.50", "2", "3")]
    [InlineData("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "c0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")]
    [InlineData("text", "it's \"so\", {a,b} \\ c", "", "NULL")]
    [InlineData("varchar(99)", " leading", "tab\tand\nline", "ünï 🎬")]
    [InlineData("char(4)", "ab", "cd", "ef")]
    public async Task UpdateAsync_IdsOfEachType_FindTheirRows(string type, string first, string second, string third)
    {
        await CreateAsync(type, (first, "done"), (second, "queued"), (third, "done"));
        await using var source = Source(Clean, Fail);
        var jobs = await ReadAsync(source);

        var result = await source.UpdateAsync(new CatalogUpdate([jobs[first]], [jobs[second]]), CancellationToken.None);

        Assert.Equal(new CatalogUpdateResult(1, 1, 0), result);
        Assert.Equal("cleaned failed done", await StatesAsync());
        Assert.Equal("-stuck-", await PostgresServer.QueryAsync<string>(_database, "select string_agg(coalesce(error, '-'), '' order by place) from jobs"));
    }

    [Fact]
    public async Task UpdateAsync_JobChangedByStateOrTimeOrGone_IsLeftOut()
    {
        await CreateAsync("int", ("1", "done"), ("2", "done"), ("3", "done"), ("4", "queued"), ("5", "queued"));
        await using var source = Source(Clean, Fail);
        var jobs = await ReadAsync(source);
        await PostgresServer.ExecuteAsync(
            _database,
            """
            update jobs set status = 'processing' where id = 2;
            delete from jobs where id = 3;
            update jobs set updated_at = updated_at + interval '1 microsecond' where id = 4;
            """);

        var result = await source.UpdateAsync(
            new CatalogUpdate([jobs["1"], jobs["2"], jobs["3"]], [jobs["4"], jobs["5"]]), CancellationToken.None);

        Assert.Equal(new CatalogUpdateResult(1, 1, 3), result);
        Assert.Equal("cleaned processing queued failed", await StatesAsync());
    }

    [Fact]
    public async Task UpdateAsync_JobChangesBetweenLookAndStatement_IsLeftOut()
    {
        // The statement waits for a lock before it writes; the application takes the job up meanwhile.
        await CreateAsync("int", ("1", "queued"), ("2", "queued"));
        await PostgresServer.ExecuteAsync(_database, "create function pause() returns boolean language sql volatile as 'select pg_advisory_lock(42) is not null'");
        await using var source = Source(Clean, "select pause(); " + Fail);
        var jobs = await ReadAsync(source);
        await using var application = new NpgsqlConnection(PostgresServer.Settings(_database).ConnectionString);
        await application.OpenAsync();
        await RunAsync(application, "select pg_advisory_lock(42)");

        var updating = source.UpdateAsync(new CatalogUpdate([], [jobs["1"], jobs["2"]]), CancellationToken.None);
        await Wait.UntilAsync(() => PostgresServer.QueryAsync<bool>(
            _database,
            "select exists(select from pg_stat_activity where application_name = 'janitor' and datname = current_database() and wait_event = 'advisory')"));
        await RunAsync(application, "update jobs set status = 'processing', updated_at = now() where id = 1");
        await RunAsync(application, "select pg_advisory_unlock(42)");

        Assert.Equal(new CatalogUpdateResult(0, 1, 1), await updating);
        Assert.Equal("processing failed", await StatesAsync());
    }

    [Fact]
    public async Task UpdateAsync_SecondStatementFails_NothingIsWritten()
    {
        await CreateAsync("int", ("1", "done"), ("2", "queued"));
        await using var source = Source(Clean, "update jobs set status = 1 / (id - 2) where id = any(@jobs)");
        var jobs = await ReadAsync(source);

        var error = await Assert.ThrowsAsync<CatalogException>(
            () => source.UpdateAsync(new CatalogUpdate([jobs["1"]], [jobs["2"]]), CancellationToken.None));

        Assert.Equal("spec.catalog.postgres.stuck.set", error.Field);
        Assert.Contains("division by zero", error.Message, StringComparison.Ordinal);
        Assert.Equal("done queued", await StatesAsync());
    }

    [Fact]
    public async Task UpdateAsync_FailureAtCommit_IsAFailure()
    {
        await CreateAsync("int", ("1", "done"));
        await PostgresServer.ExecuteAsync(
            _database,
            """
            create table log (job int references jobs deferrable initially deferred);
            """);
        await using var source = Source("insert into log select -id from jobs where id = any(@jobs)", null);
        var jobs = await ReadAsync(source);
        var error = await Assert.ThrowsAsync<CatalogException>(() => source.UpdateAsync(new CatalogUpdate([jobs["1"]], []), CancellationToken.None));
        Assert.Contains("violates foreign key constraint", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update jobs set status = 'cleaned' where id = any(@jobs);")]
    [InlineData("update jobs set status = 'cleaned' where id = any(@jobs::int[]) -- @jobs; done")]
    [InlineData("update jobs set status = 'cleaned' where id = any(@jobs) and id::text = any(@jobs)")]
    [InlineData("with done as (select unnest(@jobs::int[]) as id) update jobs set status = 'cleaned' from done where jobs.id = done.id")]
    [InlineData("update jobs set status = '@jobs;' where id = any(@jobs); update jobs set status = $x$cleaned$x$ where status = '@jobs;' /* ; /* @jobs */ */ ;")]
    [InlineData("update jobs set status = E'cleaned' where id = any(@jobs) and E'\\';@jobs' <> '' and (array[1,2,3])[1:id] <> '{}' and '{\"a\":1}'::jsonb ?| array['a'] and @id > 0")]
    [InlineData("update \"jobs\" set \"status\" = 'cleaned' where \"id\" = any(@jobs) and '{\"a\":1}'::jsonb @> '{}' and '@other' <> ':jobs'")]
    [InlineData("do $$ begin perform 1; end $$; update jobs set status = 'cleaned' where id = any(@jobs)")]
    public async Task UpdateAsync_StatementInAnyStyle_ReachesTheServerUnchanged(string onCleaned)
    {
        await CreateAsync("int", ("1", "done"), ("2", "done"));
        await using var source = Source(onCleaned, null);
        var jobs = await ReadAsync(source);
        Assert.Equal(new CatalogUpdateResult(1, 0, 0), await source.UpdateAsync(new CatalogUpdate([jobs["1"]], []), CancellationToken.None));
        Assert.Equal("cleaned done", await StatesAsync());
    }

    [Fact]
    public async Task UpdateAsync_SliceBoundNamedJobs_IsNoParameter()
    {
        await CreateAsync("int", ("1", "done"));
        await PostgresServer.ExecuteAsync(_database, "alter table jobs add jobs int default 1");
        await using var source = Source("update jobs set status = (array['x', 'y'])[1:jobs]::text where id = any(@jobs)", null);
        var jobs = await ReadAsync(source);
        await source.UpdateAsync(new CatalogUpdate([jobs["1"]], []), CancellationToken.None);
        Assert.Equal("{x}", await StatesAsync());
    }

    [Theory]
    [InlineData("update jobs set status = 'cleaned'", "does not use @jobs")]
    [InlineData("update jobs set status = '@jobs'", "does not use @jobs")]
    [InlineData("update jobz set status = 'x' where id = any(@jobs)", "\"jobz\" does not exist")]
    [InlineData("insert into jobs (error) select unnest(@jobs)", "unnest(@jobs::bigint[])")]
    [InlineData("update jobs set status = 'x' from pg_sleep(60) where id = any(@jobs)", "statementTimeout, 2 s")]
    public async Task UpdateAsync_BadStatement_FailsNamingFieldAndRemedy(string onCleaned, string expected)
    {
        await CreateAsync("int", ("1", "done"));
        await using var source = Source(onCleaned, null);
        var jobs = await ReadAsync(source);
        var error = await Assert.ThrowsAsync<CatalogException>(() => source.UpdateAsync(new CatalogUpdate([jobs["1"]], []), CancellationToken.None));
        Assert.Equal("spec.catalog.postgres.onCleaned", error.Field);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal("done", await StatesAsync());
    }

    [Fact]
    public async Task UpdateAsync_NothingToTell_DoesNotConnect()
    {
        await using var source = new PostgresCatalogSource(new PostgresCatalog(), "postgres://app:x@127.0.0.1:1/db", TimeProvider.System);
        Assert.Equal(new CatalogUpdateResult(0, 0, 0), await source.UpdateAsync(new CatalogUpdate([], []), CancellationToken.None));
    }

    [Fact]
    public async Task UpdateAsync_JobWithoutTime_IsComparedByTheSameReading()
    {
        await CreateAsync("int", ("1", "done"));
        await PostgresServer.ExecuteAsync(_database, "update jobs set updated_at = null");
        await using var source = Source(Clean, null);
        var jobs = await ReadAsync(source);
        Assert.Equal(new CatalogUpdateResult(1, 0, 0), await source.UpdateAsync(new CatalogUpdate([jobs["1"]], []), CancellationToken.None));
    }

    [Fact]
    public async Task UpdateAsync_TenThousandJobsOfAJoin_AreOneStatement()
    {
        await PostgresServer.ExecuteAsync(
            _database,
            """
            create table jobs (id bigint primary key, status text, updated_at timestamp default now(), place serial);
            insert into jobs select i, 'done' from generate_series(1, 20000) as i;
            create table runs (job bigint, tenant text);
            insert into runs select i, 't' from generate_series(1, 20000) as i;
            """);
        await using var source = new PostgresCatalogSource(
            new PostgresCatalog
            {
                Jobs = "select j.id, j.status, j.updated_at, r.tenant as id from jobs j join runs r on r.job = j.id order by 1; -- all",
                OnCleaned = Clean,
            },
            _database.AbsoluteUri,
            TimeProvider.System);
        var jobs = await ReadAsync(source);
        var cleaned = jobs.Values.Where(job => job.Id.EndsWith('7') || job.Id.Length == 5).ToList();

        var result = await source.UpdateAsync(new CatalogUpdate(cleaned, []), CancellationToken.None);

        Assert.Equal(new CatalogUpdateResult(cleaned.Count, 0, 0), result);
        Assert.True(cleaned.Count > 10_000);
        Assert.Equal(cleaned.Count, await PostgresServer.QueryAsync<long>(_database, "select count(*) from jobs where status = 'cleaned'"));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<IReadOnlyDictionary<string, CatalogJob>> ReadAsync(PostgresCatalogSource source)
    {
        var builder = new CatalogBuilder([]);
        await source.ReadAsync(builder, CancellationToken.None);
        return builder.Build().Jobs;
    }

    private PostgresCatalogSource Source(string? onCleaned, string? set)
    {
        var spec = new PostgresCatalog
        {
            Jobs = Jobs,
            OnCleaned = onCleaned,
            Stuck = set is null ? null : new StuckJobs { States = ["queued"], Set = set },
            StatementTimeout = new Api.Duration(TimeSpan.FromSeconds(2)),
        };
        return new PostgresCatalogSource(spec, _database.AbsoluteUri, TimeProvider.System);
    }

    private async Task CreateAsync(string type, params (string Id, string State)[] jobs)
    {
        await PostgresServer.ExecuteAsync(
            _database,
            $"create table jobs (id {type} primary key, status text, updated_at timestamptz default '2026-01-01 00:00:00.123456Z', error text, place serial)");
        foreach (var (id, state) in jobs)
            await PostgresServer.ExecuteAsync(_database, $"insert into jobs (id, status) values ('{id.Replace("'", "''", StringComparison.Ordinal)}', '{state}')");
    }

    private Task<string> StatesAsync() => PostgresServer.QueryAsync<string>(_database, "select string_agg(status, ' ' order by place) from jobs");
}
