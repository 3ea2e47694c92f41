using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Reports;
using static Janitor.Engine.Tests.Retention.RunBench;

namespace Janitor.Engine.Tests.Retention;

public sealed class CapacityTests
{
    private static Rule Pressure(string above, string downTo) =>
        new() { Name = "pressure", Capacity = new CapacityRule { Above = Mark(above), DownTo = Mark(downTo) } };

    [Theory]
    [InlineData(10, 10)]
    [InlineData(11, 8)]
    [InlineData(20, 8)]
    public async Task Sizes_StartAboveAndStopAtDownTo_OldestFirst(int items, int left)
    {
        var bench = new RunBench(Pressure("10k", "8k"));
        for (var i = 0; i < items; i++)
            bench.Store.Add($"f{i:00}", TimeSpan.FromMinutes(100 - i));

        var report = await bench.RunAsync();

        Assert.Equal(Enumerable.Range(items - left, left).Select(i => $"f{i:00}"), bench.Store.Paths);
        Assert.Equal(items - left, report.Acted);
    }

    [Fact]
    public async Task Items_AreCountedWhateverTheirSize()
    {
        var rule = Pressure("10", "8");
        rule.Capacity!.Measure = CapacityMeasure.Items;
        var bench = new RunBench(rule);
        for (var i = 0; i < 11; i++)
            bench.Store.Add($"f{i:00}", TimeSpan.FromMinutes(100 - i), size: i == 0 ? 0 : 1_000_000);

        var report = await bench.RunAsync();

        Assert.Equal(Enumerable.Range(3, 8).Select(i => $"f{i:00}"), bench.Store.Paths);
        Assert.Equal("11 items used, above 10 items, down to 8 items; oldest first: modified 1h 40m ago", report.Sample[0].Reason);
    }

    [Theory]
    [InlineData(950, 100)]
    [InlineData(951, 85)]
    public async Task Percentages_JudgeTheVolume(long used, int left)
    {
        var bench = new RunBench(Pressure("95%", "85%"));
        bench.Store.Status = bench.Store.Status with { Space = new VolumeSpace(used, 1000 - used) };
        for (var i = 0; i < 100; i++)
            bench.Store.Add($"f{i:00}", TimeSpan.FromMinutes(200 - i), size: 7, reclaimable: 7);

        var report = await bench.RunAsync();

        // 951 - 850 = 101 bytes to free: 15 items of 7.
        Assert.Equal(left, bench.Store.Paths.Count());
        Assert.Equal(Enumerable.Range(100 - left, left).Select(i => $"f{i:00}"), bench.Store.Paths);
        if (left < 100)
            Assert.Equal("951 B used, above 950 B, down to 850 B; oldest first: modified 3h 20m ago", report.Sample[0].Reason);
    }

    [Fact]
    public async Task Percentages_ItemsThatFreeNothing_AreNotSacrificed()
    {
        var bench = new RunBench(Pressure("95%", "85%"));
        bench.Store.Status = bench.Store.Status with { Space = new VolumeSpace(960, 40) };
        bench.Store.Add("linked", 9 * Day, size: 500, reclaimable: 0).Add("plain", Day, size: 110);

        await bench.RunAsync();

        Assert.Equal(["linked"], bench.Store.Paths);
    }

    [Fact]
    public async Task WhatOtherRulesFree_CountsFirst()
    {
        var bench = new RunBench(Pressure("10k", "8k"), OlderThan("1h"));
        bench.Store.AddMany(5, i => $"old{i}", 2 * Hour).AddMany(10, i => $"new{i}", Minute);

        await bench.RunAsync();

        Assert.Equal(10, bench.Store.Paths.Count());
    }

    [Fact]
    public async Task Emergency_OrphansThenFailedThenOldest_AndActsInThatOrder()
    {
        var bench = new RunBench(Pressure("10k", "3k")).WithCatalog(jobFromPath: "{job}/*");
        bench.Catalog.Job("ok", "completed", Day).Job("bad", "failed", Day);
        bench.Store.Add("ok/1", 9 * Day).Add("ok/2", 8 * Day).Add("ok/3", 7 * Day).Add("ok/4", 6 * Day)
            .Add("bad/1", 3 * Hour).Add("bad/2", 2 * Hour)
            .Add("lost/1", 90 * Minute).Add("lost/2", 100 * Minute).Add("lost/3", 50 * Minute)
            .Add("ok/5", 5 * Day).Add("ok/6", 4 * Day);

        var report = await bench.RunAsync();

        Assert.Equal(["lost/2", "lost/1", "bad/1", "bad/2", "ok/1", "ok/2", "ok/3", "ok/4"], bench.Store.Removed);
        Assert.Equal(["lost/3", "ok/5", "ok/6"], bench.Store.Paths);
        Assert.Contains("orphans first", report.Sample[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scope_CountsAndChoosesOnlyWhatItMatches()
    {
        var rule = Pressure("3k", "1k");
        rule.Match = new ItemMatch { Include = ["cache/**"] };
        var bench = new RunBench(rule);
        bench.Store.AddMany(4, i => $"cache/{i}", i => (i + 1) * Hour).AddMany(9, i => $"data/{i}", 9 * Day);

        await bench.RunAsync();

        Assert.Equal(1, bench.Store.Paths.Count(path => path.StartsWith("cache/", StringComparison.Ordinal)));
        Assert.Contains("cache/0", bench.Store.Paths);
        Assert.Equal(9, bench.Store.Paths.Count(path => path.StartsWith("data/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TwoScopesThatOverlap_DoNotFreeTwice()
    {
        var all = Pressure("9k", "7k");
        var cache = new Rule { Name = "cache", Match = new ItemMatch { Include = ["cache/**"] }, Capacity = new CapacityRule { Above = Mark("4k"), DownTo = Mark("3k") } };
        var bench = new RunBench(all, cache);
        bench.Store.AddMany(5, i => $"cache/{i}", i => (20 - i) * Day).AddMany(5, i => $"data/{i}", i => (9 - i) * Day);

        await bench.RunAsync();

        // The first takes cache/0 to 2, which leaves two in the cache: the second has nothing to do.
        Assert.Equal(7, bench.Store.Paths.Count());
    }

    [Fact]
    public async Task MaxDeletions_CapsPressure_AndProtectedItemsStay()
    {
        var bench = new RunBench(Pressure("5k", "1k"));
        bench.Spec.Protect = [new ItemMatch { Include = ["f0"] }];
        bench.Spec.Limits.MaxDeletions = 3;
        bench.Store.AddMany(9, i => $"f{i}", i => (20 - i) * Day);

        var report = await bench.RunAsync();

        Assert.Equal(["f1", "f2", "f3"], bench.Store.Removed);
        Assert.Equal(3, report.Acted);
    }

    [Fact]
    public async Task MinFree_LessFree_StartsTheEmergencyOrder()
    {
        var bench = new RunBench(OlderThan("1y"));
        bench.Spec.Limits.MinFree = new Quantity(100);
        bench.Store.Status = bench.Store.Status with { Space = new VolumeSpace(960, 40) };
        for (var i = 0; i < 9; i++)
            bench.Store.Add($"f{i}", (20 - i) * Day, size: 25);

        var report = await bench.RunAsync();

        Assert.Equal(["f0", "f1", "f2"], bench.Store.Removed);
        Assert.Equal(["old1y:0", "minFree:3"], report.Rules.Select(rule => $"{rule.Name}:{rule.Acted}"));
    }

    [Fact]
    public async Task BrokenCatalog_PressureSitsOut()
    {
        var bench = new RunBench(Pressure("5k", "1k")).WithCatalog(jobFromPath: "{job}/*");
        bench.Store.AddMany(9, i => $"a/{i}", Day);

        var report = await bench.RunAsync();

        Assert.Equal((RunOutcome.Failed, StopReason.CatalogUnavailable, 0L), (report.Outcome, report.StopReason, report.Acted));
    }
}
