using Janitor.TestBench;

namespace Janitor.EndToEnd.Samples;

/// <summary>Every sample on real files, objects and rows. What exactly each rule takes is tested with the command (Janitor.Cli.Tests); here, that it does so in a cluster.</summary>
[Collection(ClusterTests.Name)]
public sealed class SamplesTests(Cluster cluster)
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task Clips_OldOnesAndMoreThanAGibibyte_LeavesTheYoungest()
    {
        var sample = new Sample(cluster, "clips");
        var volume = await sample.VolumeAsync("recorder-scratch");
        string[] others = ["clips/notes.txt", "other/clip_01ab.mp4"];
        foreach (var name in others.Append("clips/clip_01ab.mp4"))
            volume.Write(name, TimeSpan.FromHours(3));
        for (var i = 0; i < 12; i++)
            volume.Reserve($"clips/clip_{55 - (4 * i):00}m.mp4", TimeSpan.FromMinutes(55 - (4 * i)), 100L * MiB);
        await volume.GiveAsync();

        // 1,200 MiB are above 1Gi; at 900 MiB, which is 900Mi, it stops.
        Assert.Equal(4, (int)(await sample.PreviewAsync())["selected"]!);
        Assert.Equal(15, volume.Files.Count());

        Assert.Equal(4, await sample.EnforceAsync());
        Assert.Equal([.. Enumerable.Range(3, 9).Reverse().Select(i => $"clips/clip_{55 - (4 * i):00}m.mp4"), .. others], volume.Files);
    }

    [Fact]
    public async Task Audio_FailedAndUnreferencedRecordings_Go()
    {
        var sample = new Sample(cluster, "audio");
        var volume = await sample.VolumeAsync("recordings");
        await sample.DatabaseAsync("""
            create table sessions (id bigint primary key, status text not null, audio_filename text, updated_at timestamptz not null);
            insert into sessions values
              (1, 'completed', '3f9a71c2.m4a', now() - interval '40 days'),
              (3, 'recording', '9c1e0f44.m4a', now() - interval '3 days'),
              (4, 'failed', 'dd10aa02.m4a', now() - interval '8 days'),
              (5, 'failed', 'e5512b9f.m4a', now() - interval '6 days');
            """);
        string[] stays =
        [
            "audio/3f9a71c2.m4a", "audio/3f9a71c2_processed.mp3", "audio/9c1e0f44.m4a", "audio/e5512b9f.m4a", "audio/e5512b9f_processed.mp3", "dd10aa02.m4a",
        ];
        string[] goes = ["audio/dd10aa02.m4a", "audio/dd10aa02_processed.mp3", "audio/00000000.m4a", "audio/upload (1) ü.tmp"];
        foreach (var name in stays.Concat(goes))
            volume.Write(name, TimeSpan.FromHours(25));
        await volume.GiveAsync();

        Assert.Equal(4, (int)(await sample.PreviewAsync())["selected"]!);
        Assert.Equal(4, await sample.EnforceAsync());
        Assert.Equal(stays, volume.Files);
    }

    [Fact]
    public async Task Crawler_Chunks_GoByTheStateOfTheirJobs()
    {
        var sample = new Sample(cluster, "crawler");
        var volume = await sample.VolumeAsync("crawler-scratch", kibibytes: 10_000);
        await sample.DatabaseAsync("""
            create table crawl_jobs (id text primary key, state text not null, updated_at timestamptz not null);
            insert into crawl_jobs values
              ('1001', 'completed', now()), ('1002', 'running', now() - interval '3 days'),
              ('1003', 'failed', now() - interval '61 minutes'), ('1004', 'failed', now() - interval '30 minutes');
            """);
        volume.Write("job_1002_chunk_0_pages.warc.gz", TimeSpan.FromHours(70)).Write("job_1004_chunk_0_pages.warc.gz", TimeSpan.FromHours(200))
            .Write("job_9999_chunk_1_pages.warc.gz", TimeSpan.FromHours(23));
        var stays = volume.Files.ToList();
        volume.Write("job_1001_chunk_0_pages.warc.gz", TimeSpan.FromHours(1)).Write("resumed/job_1001_chunk_2_pages.warc.gz", TimeSpan.FromHours(100))
            .Write("job_1003_chunk_7_pages.warc.gz", TimeSpan.FromHours(1)).Write("job_9999_chunk_0_pages.warc.gz", TimeSpan.FromHours(25));
        await volume.GiveAsync();

        Assert.Equal(4, (int)(await sample.PreviewAsync())["selected"]!);
        Assert.Equal(4, await sample.EnforceAsync());
        Assert.Equal(stays, volume.Files);
    }

    [Fact]
    public async Task Transcoder_TempFoldersAndFailedJobs_GoAndTheTableSaysSo()
    {
        var sample = new Sample(cluster, "transcoder");
        var bucket = await sample.BucketAsync("videos");
        var database = await sample.DatabaseAsync($"""
            create table jobs (id uuid primary key, status text not null, error text, updated_at timestamptz not null);
            insert into jobs (id, status, updated_at) values
              ('{Id(0xa1)}', 'completed', now() - interval '3 days'),
              ('{Id(0xb1)}', 'failed', now() - interval '8 days'),
              ('{Id(0xb5)}', 'failed', now() - interval '6 days'),
              ('{Id(0xc1)}', 'queued', now() - interval '25 hours'),
              ('{Id(0xd2)}', 'transcoding', now() - interval '1 hour');
            """);
        await bucket.PutAsync(2, $"temp/{Id(0xa1)}/pass1.log", $"temp/{Id(0xb1)}/frames/1+1.png", $"temp/{Id(0xd2)}/pass1.log", $"processed/{Id(0xa1)}/1080p/seg1.ts");
        await bucket.PutAsync(0, $"uploads/{Id(0xb1)}/source.mov", $"uploads/{Id(0xb5)}/source.mov", $"uploads/{Id(0xc1)}/source.mov");

        Assert.Equal(3, (int)(await sample.PreviewAsync())["selected"]!);
        Assert.Equal(7, (await bucket.KeysAsync()).Count());

        Assert.Equal(3, await sample.EnforceAsync());
        Assert.Equal(
            [$"processed/{Id(0xa1)}/1080p/seg1.ts", $"temp/{Id(0xd2)}/pass1.log", $"uploads/{Id(0xb5)}/source.mov", $"uploads/{Id(0xc1)}/source.mov"],
            await bucket.KeysAsync());
        Assert.Equal(
            "a1 completed, b1 cleaned_up, b5 failed, c1 failed: stuck: no progress for 24 hours, d2 transcoding",
            await PostgresServer.QueryAsync<string>(
                database, "select string_agg(right(id::text, 2) || ' ' || status || coalesce(': ' || error, ''), ', ' order by id) from jobs"));
    }

    [Fact]
    public async Task ClipService_SourcesOfCompletedJobsAndExpiredClips_GoUnlessTheDatabaseListsThem()
    {
        var sample = new Sample(cluster, "clip-service");
        var bucket = await sample.BucketAsync("clip-service");
        await sample.DatabaseAsync("""
            create table jobs (id bigint primary key, status text not null, finished_at timestamptz, created_at timestamptz not null);
            insert into jobs values (101, 'completed', now(), now() - interval '6 days'), (102, 'processing', null, now() - interval '6 days');
            create table clips (key text primary key, status text not null, completed_at timestamptz);
            insert into clips values ('clips/101/0002.mp4', 'completed', now() - interval '6 days'), ('clips/101/0003.mp4', 'completed', now() - interval '31 days');
            """);
        await bucket.PutAsync(6, "clips/101/0001.mp4", "clips/101/0002.mp4", "clips/101/0003.mp4", "clips/102/0001.mp4", "exports/other.mp4");
        await bucket.PutAsync(0, "jobs/101/original.mp4", "jobs/101/audio.wav", "jobs/101/transcript.json", "jobs/102/original.mp4");

        Assert.Equal(4, (int)(await sample.PreviewAsync())["selected"]!);
        Assert.Equal(4, await sample.EnforceAsync());
        Assert.Equal(
            ["clips/101/0002.mp4", "clips/102/0001.mp4", "exports/other.mp4", "jobs/101/transcript.json", "jobs/102/original.mp4"], await bucket.KeysAsync());
    }

    private static string Id(int number) => $"5f0c3e6a-7d1b-4c52-9f2e-0000000000{number:x2}";
}
