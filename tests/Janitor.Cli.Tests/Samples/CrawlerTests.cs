namespace Janitor.Cli.Tests.Samples;

/// <summary>The crawler's sample, on a volume of its own with 2,500 pages, so that its pressure is known.</summary>
public sealed class CrawlerTests : IDisposable
{
    private const string Jobs = """
        create table crawl_jobs (id text primary key, state text not null, updated_at timestamptz not null);
        insert into crawl_jobs values
          ('1001', 'completed', now()),
          ('1002', 'running', now() - interval '3 days'),
          ('1003', 'failed', now() - interval '61 minutes'),
          ('1004', 'failed', now() - interval '30 minutes'),
          ('1005', 'cancelled', now() - interval '2 hours'),
          ('1006', 'queued', now() - interval '2 hours'),
          ('site_a', 'completed', now());
        """;

    /// <summary>100 KiB, 25 pages: 1% of the volume.</summary>
    private const int Percent = 100 * 1024;

    private readonly Sample _crawler = new Sample("crawler").Volume("crawler-scratch", "data");
    private readonly Tmpfs _volume;

    public CrawlerTests() => _volume = new Tmpfs(_crawler.Janitor.Data, kibibytes: 10_000);

    public void Dispose()
    {
        _volume.Dispose();
        _crawler.Dispose();
    }

    [Fact]
    public async Task Apply_Chunks_GoByTheStateOfTheirJobs()
    {
        await _crawler.DatabaseAsync(Jobs);
        (string Name, double Hours)[] goes =
        [
            ("job_1001_chunk_0_pages.warc.gz", 0), ("job_1001_chunk_1_links.jsonl", 0), ("resumed/job_1001_chunk_2_pages.warc.gz", 100),
            ("job_site_a_chunk_0_pages.warc.gz", 0),
            ("job_1003_chunk_7_pages.warc.gz", 0), ("job_1005_chunk_0_links.jsonl", 50),
            ("job_9999_chunk_0_pages.warc.gz", 25), ("core.4711", 25), ("job_1001_pages.warc.gz", 25), ("job_1001_chunk_5", 25),
        ];
        (string Name, double Hours)[] stays =
        [
            ("job_1002_chunk_0_pages.warc.gz", 70), ("job_1002_chunk_1_links.jsonl", 0),
            ("job_1004_chunk_0_pages.warc.gz", 200),
            ("job_1006_chunk_0_pages.warc.gz", 30),
            ("job_9999_chunk_1_pages.warc.gz", 23.9), ("lost+found.txt", 1),
        ];
        foreach (var (name, hours) in goes.Concat(stays))
            _crawler.Janitor.Item(name, TimeSpan.FromHours(hours));

        var plan = await _crawler.PlanAsync();
        Assert.Equal((0, 16, 10, 0), (plan.Code, plan.Count("scanned"), plan.Count("selected"), plan.Count("acted")));
        Assert.Equal(16, _crawler.Janitor.Items.Count());

        var run = await _crawler.EnforceAsync();
        Assert.Equal((0, 10, 6), (run.Code, run.Count("acted"), run.Count("retained")));
        Assert.Equal([("completed", 4, 4), ("failed", 2, 2), ("orphans", 4, 4), ("pressure", 0, 0)], run.Rules);
        Assert.Equal([.. stays.Select(item => item.Name).Order(StringComparer.Ordinal)], _crawler.Janitor.Items);

        var again = await _crawler.EnforceAsync();
        Assert.Equal((0, 6, 0), (again.Code, again.Count("scanned"), again.Count("selected")));
        Assert.Equal(6, _crawler.Janitor.Items.Count());
    }

    [Fact]
    public async Task Apply_MoreThanTenThousand_TakesTheRestInTheNextRun()
    {
        await _crawler.DatabaseAsync(Jobs);
        for (var i = 0; i < 12_000; i++)
            File.Create(Path.Combine(_volume.Root, $"job_1001_chunk_{i}_pages.warc.gz")).Dispose();
        string[] stays = ["job_1002_chunk_0_pages.warc.gz", "job_1006_chunk_0_pages.warc.gz"];
        foreach (var name in stays)
            _crawler.Janitor.Item(name, TimeSpan.FromHours(2));

        var first = await _crawler.EnforceAsync();
        Assert.Equal((0, 12_002, 10_000, "MaxDeletions"), (first.Code, first.Count("scanned"), first.Count("acted"), first.StopReason));
        Assert.Equal(2_002, _crawler.Janitor.Items.Count());

        var second = await _crawler.EnforceAsync();
        Assert.Equal((0, 2_002, 2_000, null), (second.Code, second.Count("scanned"), second.Count("acted"), second.StopReason));
        Assert.Equal(stays, _crawler.Janitor.Items);

        var third = await _crawler.EnforceAsync();
        Assert.Equal((0, 2, 0), (third.Code, third.Count("scanned"), third.Count("selected")));
    }

    [Fact]
    public async Task Apply_AboveNinetyFivePercent_TakesOrphansThenFailedThenTheOldest()
    {
        await _crawler.DatabaseAsync(Jobs);
        // In the order in which they must go: 97% are in use, so twelve of them do, and the thirteenth does not.
        string[] order =
        [
            .. Fill("job_9999_chunk_{0}_pages.warc.gz", 4, firstHours: 20),
            .. Fill("job_1004_chunk_{0}_pages.warc.gz", 5, firstHours: 80),
            .. Fill("job_1006_chunk_{0}_pages.warc.gz", 4, firstHours: 90),
        ];
        string[] stays =
        [
            .. Fill("job_8888_chunk_{0}_pages.warc.gz", 4, firstHours: 0.9),        // orphans, but under pressure not yet: 1h
            .. Fill("job_1002_chunk_{0}_pages.warc.gz", 80, firstHours: 200),       // running
        ];
        Assert.Equal(97, order.Length + stays.Length);

        var plan = await _crawler.PlanAsync();
        Assert.Equal((0, 97, 12, 0), (plan.Code, plan.Count("scanned"), plan.Count("selected"), plan.Count("acted")));
        Assert.Equal(order[..10], plan.Sample);

        var run = await _crawler.EnforceAsync();
        Assert.Equal((0, 12, 85, 12 * Percent), (run.Code, run.Count("acted"), run.Count("retained"), run.Count("bytesFreed")));
        Assert.Equal([("completed", 0, 0), ("failed", 0, 0), ("orphans", 0, 0), ("pressure", 12, 12)], run.Rules);
        Assert.Equal([.. stays.Append(order[12]).Order(StringComparer.Ordinal)], _crawler.Janitor.Items);

        // 94% is below the mark at which it starts.
        Fill("job_1006_chunk_9{0}_pages.warc.gz", 9, firstHours: 0.5);
        var again = await _crawler.EnforceAsync();
        Assert.Equal((0, 94, 0), (again.Code, again.Count("scanned"), again.Count("selected")));
        Assert.Equal(94, _crawler.Janitor.Items.Count());
    }

    /// <summary>Writes files of 1% each, the first of that age, each of the others a minute younger.</summary>
    private string[] Fill(string name, int count, double firstHours)
    {
        var names = Enumerable.Range(0, count).Select(i => string.Format(null, name, i)).ToArray();
        for (var i = 0; i < count; i++)
            _crawler.Janitor.Item(names[i], TimeSpan.FromHours(firstHours) - TimeSpan.FromMinutes(i), Percent);
        return names;
    }
}
