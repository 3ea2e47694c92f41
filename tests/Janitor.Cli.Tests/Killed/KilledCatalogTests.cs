using System.Text.Json.Nodes;
using Janitor.Cli.Tests.Commands;
using Janitor.TestBench;
using Npgsql;

namespace Janitor.Cli.Tests.Killed;

/// <summary>The application hears that a job was cleaned when nothing is left of it, not before, and in the end always.</summary>
public sealed class KilledCatalogTests : IAsyncLifetime, IDisposable
{
    private const int Rounds = 8;
    private const int Jobs = 40;
    private const int FilesOfJob = 40;

    private static readonly string[] _apply =
        ["apply", "-f", "p.yaml", "--volume", "scratch=data", "--secrets", "secrets", "-o", "json"];

    private readonly JanitorProcess _janitor = new();
    private Uri _database = null!;

    public async Task InitializeAsync()
    {
        _database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(_database, $"""
            create table jobs (id int primary key, status text not null, updated_at timestamptz not null);
            insert into jobs select i, 'failed', now() - interval '8 days' from generate_series(0, {Jobs - 1}) i;
            insert into jobs values ({Jobs}, 'completed', now() - interval '8 days');
            """);
        for (var i = 0; i < Jobs * FilesOfJob; i++)
            _janitor.Item($"{i % Jobs}/part-{i}.bin", TimeSpan.FromDays(8));
        _janitor.Item($"{Jobs}/part.bin", TimeSpan.FromDays(8));
        _janitor.With("secrets/db/uri", _database.ToString()).With("p.yaml", """
            apiVersion: janitor.dev/v1alpha1
            kind: RetentionPolicy
            metadata: { name: killed, namespace: media }
            spec:
              mode: Enforce
              target: { volume: { claimName: scratch } }
              catalog:
                postgres:
                  connectionSecretRef: { name: db, key: uri }
                  jobs: select id, status, updated_at from jobs
                  onCleaned: update jobs set status = 'cleaned_up', updated_at = now() where id = any(@jobs)
                jobFromPath: ["{job}/**"]
              rules: [ { name: failed, match: { job: { states: [failed], changedBefore: 7d } } } ]
              limits: { maxDeletePercent: 100%, perSecond: 400 }
            """);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task Apply_KilledWhileDeleting_RowsAreToldOnceAllIsGone()
    {
        var killing = new Killing(_janitor, seed: 5);
        for (var round = 0; round < Rounds; round++)
        {
            await killing.KillAsync(() => Task.FromResult(_janitor.Items.Count() - 1), share: 0.4, _apply);

            var cleaned = await PostgresServer.QueryAsync<int[]>(_database, "select coalesce(array_agg(id), '{}') from jobs where status = 'cleaned_up'");
            var left = _janitor.Items.Select(item => item.Split('/')[0]).ToHashSet(StringComparer.Ordinal);
            Assert.DoesNotContain(cleaned, job => left.Contains($"{job}"));
        }

        var last = await _janitor.RunAsync(_apply);
        Assert.Equal(0, last.Code);
        await AssertAllIsToldAsync();
        Assert.InRange(killing.MidWay, 3, Rounds);
    }

    [Fact]
    public async Task Apply_KilledWhenAllIsGoneAndTheUpdateWaits_TheNextRunTells()
    {
        await using var source = NpgsqlDataSource.Create(PostgresServer.Settings(_database));
        await using (var holder = await source.OpenConnectionAsync())
        {
            // Others may read, and who wants to update waits.
            await using var transaction = await holder.BeginTransactionAsync();
            await using (var command = new NpgsqlCommand("lock table jobs in share mode", holder, transaction))
                await command.ExecuteNonQueryAsync();
            using var process = _janitor.Start(_apply);
            await UntilAsync(async () => await CountAsync("pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") == 1);
            Assert.Equal([$"{Jobs}/part.bin"], _janitor.Items);
            process.Kill();
            await process.WaitForExitAsync();
        }

        // The server notices that the client is gone only now; what it did for it is undone.
        await UntilAsync(async () => await CountAsync("pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()") == 0);
        Assert.Equal(0, await CountAsync("jobs where status = 'cleaned_up'"));

        var next = await _janitor.RunAsync(_apply);
        var report = JsonNode.Parse(next.Output)!;
        Assert.Equal((0, 0, Jobs), (next.Code, (long)report["selected"]!, (long)report["catalog"]!["cleaned"]!));
        await AssertAllIsToldAsync();
    }

    private async Task AssertAllIsToldAsync()
    {
        Assert.Equal([$"{Jobs}/part.bin"], _janitor.Items);
        Assert.Equal(Jobs, await CountAsync("jobs where status = 'cleaned_up'"));
        Assert.Equal(1, await CountAsync($"jobs where id = {Jobs} and status = 'completed'"));
        var again = JsonNode.Parse((await _janitor.RunAsync(_apply)).Output)!;
        Assert.Equal((0, 0), ((long)again["selected"]!, (long)again["catalog"]!["cleaned"]!));
    }

    private Task<long> CountAsync(string what) => PostgresServer.QueryAsync<long>(_database, $"select count(*) from {what}");

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!await condition())
            deadline.Token.ThrowIfCancellationRequested();
    }
}
