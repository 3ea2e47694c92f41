using Janitor.TestBench;

namespace Janitor.Cli.Tests.Samples;

public sealed class TranscoderTests : IDisposable
{
    private readonly Sample _transcoder = new("transcoder");

    public void Dispose() => _transcoder.Dispose();

    [Fact]
    public async Task Apply_TempFoldersFailedJobsAndStuckOnes_AreEndedAndTheRestStays()
    {
        var server = await S3Server.StartAsync();
        _transcoder.Server(server);
        var bucket = await SampleBucket.CreateAsync(server, "videos", oldestDays: 2);
        var database = await _transcoder.DatabaseAsync($"""
            create table jobs (id uuid primary key, status text not null, error text, updated_at timestamptz not null);
            insert into jobs (id, status, updated_at) values
              ('{Id(0xa1)}', 'completed', now() - interval '3 days'),
              ('{Id(0xa2)}', 'completed', now() - interval '3 days'),
              ('{Id(0xb1)}', 'failed', now() - interval '8 days'),
              ('{Id(0xb2)}', 'cancelled', now() - interval '9 days'),
              ('{Id(0xb3)}', 'failed', now() - interval '30 days'),
              ('{Id(0xb4)}', 'failed', now() - interval '9 days'),
              ('{Id(0xb5)}', 'failed', now() - interval '6 days'),
              ('{Id(0xb6)}', 'cleaned_up', now() - interval '90 days'),
              ('{Id(0xc1)}', 'queued', now() - interval '25 hours'),
              ('{Id(0xc2)}', 'processing', now() - interval '25 hours'),
              ('{Id(0xc3)}', 'transcoding', now() - interval '3 days'),
              ('{Id(0xc4)}', 'uploading', now() - interval '2 days'),
              ('{Id(0xd1)}', 'queued', now() - interval '23 hours'),
              ('{Id(0xd2)}', 'transcoding', now() - interval '1 hour');
            """);
        string[] oldTemp =
        [
            $"temp/{Id(0xa1)}/pass1/ffmpeg2pass-0.log", $"temp/{Id(0xa1)}/frames/000001.png",
            $"temp/{Id(0xb4)}/pass1/ffmpeg2pass-0.log", // of a failed job, but older than a day: the first rule takes it
            "temp/benchmark/source 1+1.mov",
        ];
        string[] failed =
        [
            $"uploads/{Id(0xb1)}/source.mov", $"processed/{Id(0xb1)}/1080p/seg 1%2F+ü.ts", $"temp/{Id(0xb1)}/pass1.log",
            $"uploads/{Id(0xb2)}/source.mov",
            $"uploads/{Id(0xb4)}/source.mov",
        ];
        string[] oldStays =
        [
            $"temp/{Id(0xa2)}/pass1.log",               // its folder has got a new object
            $"temp/{Id(0xd2)}/pass1.log",               // its job is at work
            "temp/README.txt",                          // in no folder
            $"processed/{Id(0xa1)}/1080p/seg1.ts",
        ];
        string[] newStays =
        [
            $"temp/{Id(0xa2)}/pass2.log",
            $"uploads/{Id(0xa1)}/source.mov", $"uploads/{Id(0xb5)}/source.mov", $"uploads/{Id(0xc1)}/source.mov",
            $"uploads/{Id(0xd1)}/source.mov", $"uploads/{Id(0xff)}/source.mov",
        ];
        await bucket.PutAsync(2, [.. oldTemp, .. oldStays]);
        await bucket.PutAsync(0, [.. failed, .. newStays]);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Assert.All(await bucket.ObjectsAsync(), found => Assert.Equal(
            oldTemp.Concat(oldStays).Contains(found.Key) ? 2 : 0, Math.Round((now - found.LastModified!.Value.ToUniversalTime()).TotalDays)));
        string[] stays = [.. oldStays.Concat(newStays).Order(StringComparer.Ordinal)];
        var rows = await RowsAsync(database);

        var plan = await _transcoder.PlanAsync();
        Assert.Equal((0, 19, 9, 0), (plan.Code, plan.Count("scanned"), plan.Count("selected"), plan.Count("acted")));
        Assert.Equal((4, 4), (plan.Catalog("cleaned"), plan.Catalog("stuck")));
        Assert.Equal(19, (await bucket.KeysAsync()).Count());
        Assert.Equal(rows, await RowsAsync(database));

        var run = await _transcoder.EnforceAsync();
        Assert.Equal(stays, await bucket.KeysAsync());
        Assert.Equal((0, 19, 9, 10, 900), (run.Code, run.Count("scanned"), run.Count("acted"), run.Count("retained"), run.Count("bytesFreed")));
        Assert.Equal([("temp", 4, 4), ("failed", 5, 5)], run.Rules);
        Assert.Equal((4, 4), (run.Catalog("cleaned"), run.Catalog("stuck")));
        Assert.Equal(
            """
            a1 completed
            a2 completed
            b1 cleaned_up
            b2 cleaned_up
            b3 cleaned_up
            b4 cleaned_up
            b5 failed
            b6 cleaned_up
            c1 failed: stuck: no progress for 24 hours
            c2 failed: stuck: no progress for 24 hours
            c3 failed: stuck: no progress for 24 hours
            c4 failed: stuck: no progress for 24 hours
            d1 queued
            d2 transcoding
            """,
            await RowsAsync(database));

        rows = await RowsAsync(database);
        var again = await _transcoder.EnforceAsync();
        Assert.Equal((0, 10, 0), (again.Code, again.Count("scanned"), again.Count("selected")));
        Assert.Equal((0, 0), (again.Catalog("cleaned"), again.Catalog("stuck")));
        Assert.Equal(stays, await bucket.KeysAsync());
        Assert.Equal(rows, await RowsAsync(database));
    }

    private static string Id(int number) => $"5f0c3e6a-7d1b-4c52-9f2e-0000000000{number:x2}";

    private static Task<string> RowsAsync(Uri database) => PostgresServer.QueryAsync<string>(
        database, "select string_agg(right(id::text, 2) || ' ' || status || coalesce(': ' || error, ''), e'\\n' order by id) from jobs");
}
