using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Retention;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Reports;
using Janitor.TestBench;
using static Janitor.Engine.Tests.Retention.RunBench;

namespace Janitor.Engine.Tests.Retention;

public sealed class LimitsTests
{
    private static readonly Rule Failed = new() { Name = "failed", Match = new ItemMatch { Job = new JobMatch { States = ["failed"] } } };

    [Fact]
    public async Task Mode_NewPolicy_PreviewsOnly()
    {
        var bench = new RunBench(OlderThan("1h"));
        bench.Policy.Spec = new RetentionPolicySpec { Rules = bench.Spec.Rules };
        bench.Store.Add("a", Day);

        var report = await bench.RunAsync();

        Assert.True(report.DryRun);
        Assert.Equal((1, 0, 1), (report.Selected, report.Acted, report.Retained));
        Assert.Equal(["a"], bench.Store.Paths);
    }

    [Fact]
    public async Task Options_DryRun_OverridesTheMode()
    {
        var bench = new RunBench(OlderThan("1h"));
        bench.Store.Add("a", Day);

        Assert.True((await bench.RunAsync(new RunOptions { DryRun = true })).DryRun);
        Assert.Equal(["a"], bench.Store.Paths);
        bench.Spec.Mode = RunMode.DryRun;
        Assert.False((await bench.RunAsync(new RunOptions { DryRun = false })).DryRun);
        Assert.Empty(bench.Store.Paths);
    }

    [Fact]
    public async Task Hold_KeepsEverythingAndReportsThePlan()
    {
        var bench = new RunBench(OlderThan("1h"));
        bench.Spec.Hold = true;
        bench.Store.Add("a", Day);

        var report = await bench.RunAsync();

        Assert.Equal((StopReason.Hold, 1L, 0L), (report.StopReason, report.Selected, report.Acted));
        Assert.Equal(["a"], bench.Store.Paths);
    }

    [Fact]
    public async Task MaxDeletions_IsACapAndTheNextRunFindsTheRest()
    {
        var bench = new RunBench(OlderThan("1h"));
        bench.Spec.Limits.MaxDeletions = 7;
        bench.Store.AddMany(10, i => $"f{i}", Day);

        var first = await bench.RunAsync();
        Assert.Equal((StopReason.MaxDeletions, 10L, 7L, 3L), (first.StopReason, first.Selected, first.Acted, first.Retained));
        Assert.Equal(RunOutcome.Succeeded, first.Outcome);

        var second = await bench.RunAsync();
        Assert.Equal((null, 3L), (second.StopReason, second.Acted));
        Assert.Empty(bench.Store.Paths);
    }

    [Theory]
    [InlineData(50, 100, true)]
    [InlineData(51, 100, false)]
    public async Task MaxDeletePercent_Default_RefusesMoreThanHalfByCatalog(int failed, int all, bool acts)
    {
        var bench = new RunBench(Failed).WithCatalog(jobFromPath: "{job}/*");
        bench.Catalog.Job("bad", "failed", Day).Job("good", "completed", Day);
        bench.Store.AddMany(failed, i => $"bad/{i}", Day).AddMany(all - failed, i => $"good/{i}", Day);

        var report = await bench.RunAsync();

        Assert.Equal(acts ? null : StopReason.MaxDeletePercent, report.StopReason);
        Assert.Equal(acts ? RunOutcome.Succeeded : RunOutcome.Failed, report.Outcome);
        Assert.Equal(acts ? all - failed : all, bench.Store.Paths.Count());
        Assert.Equal(failed, report.Selected);
        Assert.Null(acts ? null : bench.Catalog.Told);
    }

    [Fact]
    public async Task MaxDeletePercent_Default_LetsSmallTargetsAndItemRulesPass()
    {
        var small = new RunBench(Failed).WithCatalog(jobFromPath: "{job}/*");
        small.Catalog.Job("bad", "failed", Day);
        small.Store.AddMany(99, i => $"bad/{i}", Day);
        await small.RunAsync();
        Assert.Empty(small.Store.Paths);

        var byAge = new RunBench(OlderThan("1h"));
        byAge.Store.AddMany(200, i => $"f{i}", Day);
        await byAge.RunAsync();
        Assert.Empty(byAge.Store.Paths);
    }

    [Fact]
    public async Task MaxDeletePercent_Set_IsJudgedOnTheWholePlanWithFoldersAndPressure()
    {
        var folders = new Rule { Name = "folders", Match = new ItemMatch { Include = ["temp/**"], OlderThan = For("1h"), Unit = MatchUnit.Directory } };
        var pressure = new Rule { Name = "pressure", Capacity = new CapacityRule { Above = Mark("9k"), DownTo = Mark("5k") } };
        var bench = new RunBench(OlderThan("5d"), folders, pressure);
        bench.Spec.Limits.MaxDeletePercent = new Percentage(69);
        bench.Store.AddMany(1, i => $"ancient{i}", 9 * Day).AddMany(2, i => $"temp/x/{i}", Day).AddMany(11, i => $"rest{i:00}", Minute);

        // 14 items: 1 by age, 2 in a folder; of the 11,000 bytes left pressure takes 6,000. 9 of 14 is 64%.
        var report = await bench.RunAsync(new RunOptions { DryRun = true });
        Assert.Equal((9L, null), (report.Selected, report.StopReason));

        bench.Spec.Limits.MaxDeletePercent = new Percentage(64);
        report = await bench.RunAsync();
        Assert.Equal((StopReason.MaxDeletePercent, 0L), (report.StopReason, report.Acted));
        Assert.Equal(14, bench.Store.Paths.Count());
    }

    [Fact]
    public async Task PerSecond_MakesChangesWaitForTheClock()
    {
        var bench = new RunBench(OlderThan("1h"));
        bench.Spec.Limits.PerSecond = 10;
        bench.Store.BatchSize = 100;
        bench.Store.AddMany(30, i => $"f{i}", Day);

        var run = bench.RunAsync();
        for (var tick = 0; tick < 29; tick++)
        {
            await Eventually.HoldsAsync(() => bench.Time.Waiting == 1);
            Assert.Equal(tick + 1, bench.Store.Removed.Count);
            bench.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        var report = await run;
        Assert.Equal(30, report.Acted);
        Assert.Equal(TimeSpan.FromSeconds(2.9), report.FinishedAt - report.StartedAt);
    }

    [Fact]
    public async Task Failures_AreCountedNamedAndDoNotStopTheRun()
    {
        var bench = new RunBench(OlderThan("1h"));
        bench.Store.AddMany(30, i => $"f{i:00}", Day);
        bench.Store.OnChange = path => path.EndsWith('5') ? Outcome.Failed("permission denied") : path == "f07" ? Outcome.Changed : null;

        var report = await bench.RunAsync();

        Assert.Equal((RunOutcome.Partial, 26L, 3L, 1L, 4L), (report.Outcome, report.Acted, report.Failed, report.Changed, report.Retained));
        Assert.Contains("f05: permission denied", report.Failures);
        Assert.Equal(["f05", "f07", "f15", "f25"], bench.Store.Paths);
    }

    [Fact]
    public async Task Listing_BreaksOff_RunIsNotCalledASuccess()
    {
        var bench = new RunBench(OlderThan("1h"));
        bench.Store.Add("a", Day);
        bench.Store.BreaksOff = new StoreException("spec.target.bucket.endpoint", "the listing broke off");

        var report = await bench.RunAsync();

        Assert.Equal((RunOutcome.Partial, StopReason.StoreUnavailable, "the listing broke off"), (report.Outcome, report.StopReason, report.Message));
    }

    [Fact]
    public async Task ServerClock_OffByMoreThanFiveMinutes_NothingIsTouched()
    {
        var bench = new RunBench(OlderThan("1h"));
        bench.Store.Add("a", Day);
        bench.Store.Status = bench.Store.Status with { ServerTime = bench.Time.GetUtcNow() + TimeSpan.FromMinutes(6) };

        var report = await bench.RunAsync();

        Assert.Equal((RunOutcome.Failed, StopReason.ClockSkew), (report.Outcome, report.StopReason));
        Assert.Equal(["a"], bench.Store.Paths);
    }

    [Fact]
    public async Task Cancelled_ReportsWhatWasDone()
    {
        using var stop = new CancellationTokenSource();
        var bench = new RunBench(OlderThan("1h"));
        bench.Store.AddMany(50, i => $"f{i}", Day);
        bench.Store.OnChange = _ =>
        {
            stop.Cancel();
            return null;
        };

        var report = await new RetentionRun(bench.Policy, bench.Store, null, bench.Time).ExecuteAsync(new RunOptions(), stop.Token);

        Assert.Equal((RunOutcome.Partial, StopReason.Cancelled), (report.Outcome, report.StopReason));
        Assert.Equal(report.Acted, bench.Store.Removed.Count);
        Assert.InRange(report.Acted, 1, 49);
    }
}
