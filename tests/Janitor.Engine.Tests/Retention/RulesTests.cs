using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Retention;
using static Janitor.Engine.Tests.Retention.RunBench;

namespace Janitor.Engine.Tests.Retention;

public sealed class RulesTests
{
    [Fact]
    public async Task OlderThan_OneHour_TakesOnlyWhatIsOlder()
    {
        var bench = new RunBench(OlderThan("1h"));
        bench.Store.Add("old", 2 * Hour).Add("exactly", Hour).Add("young", 59 * Minute).Add("future", -Hour);

        var report = await bench.RunAsync();

        Assert.Equal(["exactly", "future", "young"], bench.Store.Paths);
        Assert.Equal((4, 1, 1, 3, 1000), (report.Scanned, report.Selected, report.Acted, report.Retained, report.BytesFreed));
        Assert.Equal("older than 1h: modified 2h 0m ago", report.Sample.Single().Reason);
        Assert.Equal(1, bench.Store.Scans);
    }

    [Theory]
    [InlineData("1h", null, "2h", "30m")]
    [InlineData("1h", "1d", "2h", "2d")]
    public async Task NewerAndOlderThan_Together_LeaveTheMiddle(string olderThan, string? newerThan, string goes, string stays)
    {
        var match = new ItemMatch { OlderThan = For(olderThan), NewerThan = newerThan is null ? null : For(newerThan) };
        var bench = new RunBench(new Rule { Name = "r", Match = match });
        bench.Store.Add("goes", For(goes).Value).Add("stays", For(stays).Value);

        await bench.RunAsync();

        Assert.Equal(["stays"], bench.Store.Paths);
    }

    [Theory]
    [InlineData(null, 3)]
    [InlineData(90, 5)]
    public async Task Include_FoldersThatNoRuleCanReach_AreListedOnlyToJudgeTheWhole(int? percent, int scanned)
    {
        var bench = new RunBench(OlderThan("1m", "temp/**"), OlderThan("1m", "a/cache/*.tmp"));
        bench.Spec.Limits.MaxDeletePercent = percent is { } share ? new Percentage(share) : null;
        bench.Store.Add("top", Hour).Add("temp/x", Hour).Add("a/cache/y.tmp", Hour).Add("a/keep/z", Hour).Add("b/z", Hour);

        var report = await bench.RunAsync();

        Assert.Equal(["a/keep/z", "b/z", "top"], bench.Store.Paths);
        Assert.Equal((scanned, 2), (report.Scanned, report.Acted));
    }

    [Fact]
    public async Task Between_DatesAndAges_IncludesBothEnds()
    {
        var between = new TimeSpanBetween { From = At("2026-02-01"), To = At("1d") };
        var bench = new RunBench(new Rule { Name = "r", Match = new ItemMatch { Between = between } });
        var now = bench.Time.GetUtcNow();
        bench.Store.Add("at-from", now - new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero))
            .Add("before", now - new DateTimeOffset(2026, 1, 31, 23, 59, 59, TimeSpan.Zero))
            .Add("at-to", Day)
            .Add("after", Day - Minute);

        await bench.RunAsync();

        Assert.Equal(["after", "before"], bench.Store.Paths);
    }

    [Fact]
    public async Task Sizes_AreStrictBounds()
    {
        var match = new ItemMatch { LargerThan = new Quantity(100), SmallerThan = new Quantity(200) };
        var bench = new RunBench(new Rule { Name = "r", Match = match });
        bench.Store.Add("a100", Hour, 100).Add("b101", Hour, 101).Add("c199", Hour, 199).Add("d200", Hour, 200);

        await bench.RunAsync();

        Assert.Equal(["a100", "d200"], bench.Store.Paths);
    }

    [Theory]
    [InlineData(ItemTime.Created, new[] { "modified", "nothing" })]
    [InlineData(ItemTime.Accessed, new[] { "created", "modified", "nothing" })]
    [InlineData(ItemTime.Modified, new[] { "created", "nothing" })]
    public async Task AgeBy_OtherTime_JudgesByItAndKeepsItemsWithoutIt(ItemTime time, string[] survivors)
    {
        var bench = new RunBench(new Rule { Name = "r", Match = new ItemMatch { OlderThan = For("1h"), AgeBy = time } });
        bench.Store.Add("modified", Day).Add("created", Minute, created: Day).Add("nothing", Minute);

        await bench.RunAsync();

        Assert.Equal(survivors, bench.Store.Paths);
    }

    [Fact]
    public async Task FirstRuleThatSelects_Decides_EvenWhenItOnlyReports()
    {
        var report = new Rule { Name = "watch", Match = new ItemMatch { Include = ["keep/**"] }, Action = new RuleAction { Report = new ReportAction() } };
        var bench = new RunBench(report, OlderThan("1h"));
        bench.Store.Add("keep/a", Day).Add("b", Day);

        var result = await bench.RunAsync();

        Assert.Equal(["keep/a"], bench.Store.Paths);
        Assert.Equal((2, 1), (result.Selected, result.Acted));
        Assert.Equal(["watch:1", "old1h:1"], result.Rules.Select(rule => $"{rule.Name}:{rule.Selected}"));
    }

    [Fact]
    public async Task Exclude_And_Protect_KeepItems()
    {
        var bench = new RunBench(new Rule { Name = "r", Match = new ItemMatch { OlderThan = For("1h"), Exclude = ["**/*.md"] } });
        bench.Spec.Protect = [new ItemMatch { Include = ["**/metadata.json"] }];
        bench.Store.Add("a/metadata.json", Day).Add("metadata.json", Day).Add("readme.md", Day).Add("a/b.bin", Day);

        await bench.RunAsync();

        Assert.Equal(["a/metadata.json", "metadata.json", "readme.md"], bench.Store.Paths);
    }

    [Fact]
    public async Task MinAge_KeepsYoungItemsFromEveryRule()
    {
        var bench = new RunBench(new Rule { Name = "all", Match = new ItemMatch { Include = ["**"] } });
        bench.Spec.Limits.MinAge = For("5m");
        bench.Store.Add("young", 4 * Minute).Add("old", 6 * Minute);

        await bench.RunAsync();

        Assert.Equal(["young"], bench.Store.Paths);
    }

    [Fact]
    public async Task Tags_AreReadOnlyForItemsThatMeetTheRest()
    {
        var match = new ItemMatch { OlderThan = For("1h"), Tags = new Dictionary<string, string> { ["class"] = "temp" } };
        var bench = new RunBench(new Rule { Name = "r", Match = match });
        bench.Store.Add("tagged", Day).Add("other", Day).Add("untagged", Day).Add("young", Minute);
        bench.Store.Tag("tagged", "class", "temp");
        bench.Store.Tag("other", "class", "keep");
        bench.Store.Tag("young", "class", "temp");

        await bench.RunAsync();

        Assert.Equal(["other", "untagged", "young"], bench.Store.Paths);
    }

    [Fact]
    public async Task Jobs_InStateAndChangedBefore_LoseTheirItems()
    {
        var bench = new RunBench(
            new Rule { Name = "failed", Match = new ItemMatch { Job = new JobMatch { States = ["failed", "cancelled"], ChangedBefore = At("7d") } } })
            .WithCatalog(jobFromPath: "work/{job}/**");
        bench.Catalog.Job("1", "failed", 8 * Day).Job("2", "failed", 6 * Day).Job("3", "completed", 8 * Day).Job("4", "cancelled", 8 * Day);
        bench.Store.Add("work/1/a", Minute).Add("work/1/b/c", Minute).Add("work/2/a", Day).Add("work/3/a", Day).Add("work/4/a", Day)
            .Add("work/5/a", Day).Add("a", Day);

        var report = await bench.RunAsync();

        Assert.Equal(["a", "work/2/a", "work/3/a", "work/5/a"], bench.Store.Paths);
        Assert.Contains(report.Sample, item => item is { Path: "work/1/a", Reason: "job 1 is failed since 8d 0h" });
    }

    [Fact]
    public async Task Orphaned_UnknownJobOrNoJob_AndUnreferenced_GoesAfterTheGrace()
    {
        var bench = new RunBench(new Rule { Name = "orphans", Match = new ItemMatch { Orphaned = true } })
            .WithCatalog(jobs: true, references: true, "job_{job}_*");
        bench.Catalog.Job("1", "completed", Day).Reference("kept.bin");
        bench.Store.Add("job_1_a", 2 * Day).Add("job_9_a", 25 * Hour).Add("job_9_b", 23 * Hour).Add("noid", 2 * Day).Add("kept.bin", 2 * Day);

        await bench.RunAsync();

        Assert.Equal(["job_1_a", "job_9_b", "kept.bin"], bench.Store.Paths);
    }

    [Fact]
    public async Task Orphaned_WithReferencesAlone_KeepsReferencedAndVariants()
    {
        var bench = new RunBench(new Rule { Name = "orphans", Match = new ItemMatch { Orphaned = true, OlderThan = For("24h") } })
            .WithCatalog(jobs: false, references: true);
        bench.Spec.Catalog!.Variants = ["{stem}_processed.*"];
        bench.Catalog.Reference("file.m4a");
        bench.Store.Add("file.m4a", 9 * Day).Add("file_processed.mp3", 9 * Day).Add("other.m4a", 9 * Day).Add("other_processed.mp3", 9 * Day);

        await bench.RunAsync();

        Assert.Equal(["file.m4a", "file_processed.mp3"], bench.Store.Paths);
    }

    [Fact]
    public async Task Protect_Referenced_KeepsWhateverItsPath()
    {
        var bench = new RunBench(OlderThan("5d")).WithCatalog(jobs: false, references: true);
        bench.Spec.Protect = [new ItemMatch { Referenced = true }];
        bench.Catalog.Reference("clips/x.mp4").Reference("elsewhere/y.mp4");
        bench.Store.Add("clips/x.mp4", 9 * Day).Add("elsewhere/y.mp4", 9 * Day).Add("clips/z.mp4", 9 * Day);

        await bench.RunAsync();

        Assert.Equal(["clips/x.mp4", "elsewhere/y.mp4"], bench.Store.Paths);
    }

    [Fact]
    public async Task Only_LimitsTheRunToSomeItemsAndSaysWhetherThereAreAny()
    {
        var bench = new RunBench(OlderThan("1h"));
        bench.Store.Add("a/clip-1.mp4", Day).Add("clip-2.mp4", Day).Add("clip-3.mp4", Minute);

        Assert.True((await bench.RunAsync(new RunOptions { Only = "clip-1.*" })).Found);
        Assert.True((await bench.RunAsync(new RunOptions { Only = "clip-3.mp4" })).Found);
        Assert.False((await bench.RunAsync(new RunOptions { Only = "clip-4.mp4" })).Found);
        Assert.Equal(["clip-2.mp4", "clip-3.mp4"], bench.Store.Paths);
    }
}
