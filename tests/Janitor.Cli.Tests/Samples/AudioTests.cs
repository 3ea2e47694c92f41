using Janitor.TestBench;

namespace Janitor.Cli.Tests.Samples;

public sealed class AudioTests : IDisposable
{
    private readonly Sample _audio = new Sample("audio").Volume("recordings", "data");

    public void Dispose() => _audio.Dispose();

    [Fact]
    public async Task Apply_UnreferencedAndFailedSessions_LosesTheirFilesAndKeepsTheRows()
    {
        var database = await _audio.DatabaseAsync("""
            create table sessions (id bigint primary key, status text not null, audio_filename text, updated_at timestamptz not null);
            insert into sessions values
              (1, 'completed', '3f9a71c2.m4a', now() - interval '40 days'),
              (2, 'completed', 'b07d55e1.m4a', now() - interval '2 days'),
              (3, 'recording', '9c1e0f44.m4a', now() - interval '3 days'),
              (4, 'failed', 'dd10aa02.m4a', now() - interval '8 days'),
              (5, 'failed', 'e5512b9f.m4a', now() - interval '6 days'),
              (6, 'failed', '77aa0c3d.m4a', now() - interval '30 days'),
              (7, 'completed', '77aa0c3d.m4a', now() - interval '31 days'),
              (8, 'failed', 'gone.m4a', now() - interval '30 days'),
              (9, 'processing', null, now());
            """);
        string[] goes =
        [
            "audio/dd10aa02.m4a", "audio/dd10aa02_processed.mp3",           // failed for 8 days
            "audio/00000000.m4a", "audio/00000000_processed.mp3",           // no row
            "audio/3f9a71c2.wav",                                           // not what the row names, nor made of it
            "audio/upload (1) ü.tmp",
        ];
        string[] stays =
        [
            "audio/3f9a71c2.m4a", "audio/3f9a71c2_processed.mp3",           // referenced, and a variant
            "audio/b07d55e1.m4a", "audio/b07d55e1_processed.mp3", "audio/b07d55e1_processed.opus",
            "audio/9c1e0f44.m4a", "audio/9c1e0f44_raw.pcm",                 // at work; and no row names it, but it is young
            "audio/e5512b9f.m4a", "audio/e5512b9f_processed.mp3",           // failed for 6 days only
            "audio/77aa0c3d.m4a", "audio/77aa0c3d_processed.mp3",           // a failed session, and one that did not fail
            "audio/11111111.m4a",                                           // no row, but young
            "dd10aa02.m4a",                                                 // outside the target
        ];
        string[] young = ["audio/9c1e0f44_raw.pcm", "audio/11111111.m4a"];
        foreach (var name in goes.Concat(stays))
            _audio.Janitor.Item(name, young.Contains(name) ? TimeSpan.FromHours(23) : TimeSpan.FromHours(25), size: 100);
        var rows = await RowsAsync(database);

        var plan = await _audio.PlanAsync();
        Assert.Equal((0, 18, 6, 0), (plan.Code, plan.Count("scanned"), plan.Count("selected"), plan.Count("acted")));
        Assert.Equal([.. goes.Concat(stays).Order(StringComparer.Ordinal)], _audio.Janitor.Items);

        var run = await _audio.EnforceAsync();
        Assert.Equal((0, 18, 6, 12), (run.Code, run.Count("scanned"), run.Count("acted"), run.Count("retained")));
        Assert.Equal([("failed", 2, 2), ("unreferenced", 4, 4)], run.Rules);
        Assert.Equal((7, 8), (run.Catalog("jobs"), run.Catalog("references")));
        Assert.Equal([.. stays.Order(StringComparer.Ordinal)], _audio.Janitor.Items);
        Assert.Equal(rows, await RowsAsync(database));

        var again = await _audio.EnforceAsync();
        Assert.Equal((0, 12, 0, 0), (again.Code, again.Count("scanned"), again.Count("selected"), again.Count("acted")));
        Assert.Equal(stays.Length, _audio.Janitor.Items.Count());
    }

    private static Task<string> RowsAsync(Uri database) =>
        PostgresServer.QueryAsync<string>(database, "select string_agg(sessions::text, ';' order by id) from sessions");
}
