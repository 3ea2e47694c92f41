using Janitor.TestBench;

namespace Janitor.Cli.Tests.Commands;

/// <summary>What one run leaves for the next, with a real database.</summary>
public sealed class MemoryTests : IAsyncLifetime, IDisposable
{
    private readonly JanitorProcess _janitor = new();
    private Uri _database = null!;

    public async Task InitializeAsync()
    {
        _database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(_database, "create table sessions (audio text); insert into sessions select 'keep-' || i || '.mp4' from generate_series(1, 10) i");
        _janitor.With("p.yaml", """
            apiVersion: janitor.dev/v1alpha1
            kind: RetentionPolicy
            metadata: { name: audio, namespace: media }
            spec:
              mode: Enforce
              target: { volume: { claimName: scratch } }
              catalog: { postgres: { connectionSecretRef: { name: db, key: uri }, references: select audio from sessions } }
              rules: [ { name: orphans, match: { orphaned: true } } ]
            """).With("secrets/db/uri", _database + "\n");
        for (var i = 1; i <= 10; i++)
            _janitor.Item($"keep-{i}.mp4", TimeSpan.FromDays(2));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task Apply_CatalogThatShrankSinceTheLastRun_IsNotBelieved()
    {
        _janitor.Item("orphan.mp4", TimeSpan.FromDays(2));
        var first = await ApplyAsync();
        await PostgresServer.ExecuteAsync(_database, "delete from sessions where audio <> 'keep-1.mp4'");
        var refused = await ApplyAsync();
        var kept = _janitor.Items.Count();
        var trusted = await ApplyAsync("--trust-catalog");
        var after = await ApplyAsync();

        Assert.Equal((0, 1, 10), (first.Code, refused.Code, kept));
        Assert.Contains("lists 1 references, fewer than half of the last run's 10", refused.Errors, StringComparison.Ordinal);
        Assert.Equal((0, 0), (trusted.Code, after.Code));
        Assert.Equal(["keep-1.mp4"], _janitor.Items);
    }

    [Fact]
    public async Task Apply_MemoryThatCannotBeWritten_IsANoteAndNoFailure()
    {
        _janitor.With("state", "a file");

        var result = await ApplyAsync();

        Assert.Equal(0, result.Code);
        Assert.Matches(@"^note: media/audio: .*/state/janitor/[0-9a-f]{32}\.json: cannot be written, so the next run cannot notice a shrunk catalog: ", result.Errors);
    }

    [Fact]
    public async Task Plan_BadConnectionText_IsAnInputError()
    {
        _janitor.With("secrets/db/uri", "postgres://user:hunter2@db:bad/");

        var result = await _janitor.RunAsync("plan", "-f", "p.yaml", "--volume", "scratch=data", "--secrets", "secrets");

        Assert.Equal(2, result.Code);
        Assert.StartsWith("error: p.yaml document 1 (RetentionPolicy media/audio), line 7: spec.catalog.postgres.connectionSecretRef", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Errors, StringComparison.Ordinal);
    }

    private Task<JanitorResult> ApplyAsync(params string[] more) =>
        _janitor.RunAsync(["apply", "-f", "p.yaml", "--volume", "scratch=data", "--secrets", "secrets", .. more]);
}
