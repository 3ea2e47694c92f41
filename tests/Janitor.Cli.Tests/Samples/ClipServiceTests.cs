using Janitor.TestBench;

namespace Janitor.Cli.Tests.Samples;

public sealed class ClipServiceTests : IDisposable
{
    private readonly Sample _service = new("clip-service");

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Apply_SourcesOfCompletedJobsAndExpiredClips_GoUnlessTheDatabaseListsThem()
    {
        var server = await S3Server.StartAsync();
        _service.Server(server);
        var bucket = await SampleBucket.CreateAsync(server, "clip-service", oldestDays: 6);
        var database = await _service.DatabaseAsync("""
            create table jobs (id bigint primary key, status text not null, finished_at timestamptz, created_at timestamptz not null);
            insert into jobs values
              (101, 'completed', now(), now() - interval '6 days'),
              (102, 'processing', null, now() - interval '6 days'),
              (103, 'failed', now() - interval '6 days', now() - interval '6 days'),
              (104, 'completed', now() - interval '4 days', now() - interval '4 days');
            create table clips (key text primary key, status text not null, completed_at timestamptz);
            insert into clips values
              ('clips/101/0002.mp4', 'completed', now() - interval '6 days'),
              ('clips/101/0003.mp4', 'completed', now() - interval '31 days'),
              ('clips/101/0004.mp4', 'withdrawn', now() - interval '6 days'),
              ('clips/101/0005.mp4', 'rendering', null),
              ('jobs/104/audio.m4a', 'completed', now()),
              ('exports/best of 2026.mp4', 'completed', now());
            """);
        string[] sources = ["jobs/101/original.mp4", "jobs/101/audio.wav", "jobs/104/original.mov"];
        string[] expired = ["clips/101/0001.mp4", "clips/101/0003.mp4", "clips/101/0004.mp4", "clips/101/0005.mp4", "clips/unknown.mp4"];
        string[] oldStays =
        [
            "clips/101/0002.mp4",                                   // listed as completed and recent
            "clips/102/0001.mp4",                                   // its job is at work
            "exports/best of 2026.mp4", "exports/other.mp4",        // listed; and no rule's business
        ];
        string[] newStays =
        [
            "jobs/104/audio.m4a",                                   // listed, so it stays where it is
            "jobs/101/transcript.json",
            "jobs/102/original.mp4", "jobs/102/audio.wav", "jobs/103/original.mp4", "jobs/999/original.mp4",
        ];
        await bucket.PutAsync(6, [.. expired, .. oldStays]);
        await bucket.PutAsync(4, "clips/104/0001.mp4");
        await bucket.PutAsync(0, [.. sources, .. newStays]);
        string[] stays = [.. oldStays.Concat(newStays).Append("clips/104/0001.mp4").Order(StringComparer.Ordinal)];
        var rows = await RowsAsync(database);

        var plan = await _service.PlanAsync();
        Assert.Equal((0, 19, 8, 0, 19), (plan.Code, plan.Count("scanned"), plan.Count("selected"), plan.Count("acted"), plan.Count("retained")));
        Assert.Equal(19, (await bucket.KeysAsync()).Count());

        var run = await _service.EnforceAsync();
        Assert.Equal(stays, await bucket.KeysAsync());
        Assert.Equal((0, 19, 8, 11, 800), (run.Code, run.Count("scanned"), run.Count("acted"), run.Count("retained"), run.Count("bytesFreed")));
        Assert.Equal([("sources", 3, 3), ("clips", 5, 5)], run.Rules);
        Assert.Equal((4, 3), (run.Catalog("jobs"), run.Catalog("references")));
        Assert.Equal(6, run.Sample.Count());
        Assert.Subset(sources.Concat(expired).ToHashSet(), run.Sample.ToHashSet());
        Assert.Equal(rows, await RowsAsync(database));

        var again = await _service.EnforceAsync();
        Assert.Equal((0, 11, 0), (again.Code, again.Count("scanned"), again.Count("selected")));
        Assert.Equal(stays, await bucket.KeysAsync());
    }

    private static Task<string> RowsAsync(Uri database) => PostgresServer.QueryAsync<string>(
        database, "select (select string_agg(jobs::text, ';' order by id) from jobs) || (select string_agg(clips::text, ';' order by key) from clips)");
}
