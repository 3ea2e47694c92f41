using Janitor.Api.Retention;
using Janitor.Engine.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Reports;
using static Janitor.Engine.Tests.Retention.RunBench;

namespace Janitor.Engine.Tests.Retention;

public sealed class CatalogRunTests
{
    private static readonly Rule Orphans = new() { Name = "orphans", Match = new ItemMatch { Orphaned = true, OlderThan = For("24h") } };

    private static RunBench References(int references, int items)
    {
        var bench = new RunBench(Orphans, OlderThan("30d")).WithCatalog(jobs: false, references: true);
        for (var i = 0; i < references; i++)
            bench.Catalog.Reference($"f{i:000}");
        bench.Store.AddMany(items, i => $"f{i:000}", 2 * Day).Add("ancient", 40 * Day);
        return bench;
    }

    [Fact]
    public async Task Unreachable_WhatDependsOnItStays_OtherRulesGoOn()
    {
        var bench = References(10, 12);
        bench.Catalog.Fails = new CatalogException("spec.catalog.postgres.connectionSecretRef", "the database does not answer");

        var report = await bench.RunAsync();

        Assert.Equal((RunOutcome.Partial, StopReason.CatalogUnavailable), (report.Outcome, report.StopReason));
        Assert.Equal("spec.catalog.postgres.connectionSecretRef", report.Field);

        // "ancient" would be an orphan too: the rule that comes first cannot say, so it stays.
        Assert.Equal(0, report.Acted);
    }

    [Fact]
    public async Task Unreachable_RulesBeforeAndBesideTheCatalogsGoOn()
    {
        var bench = new RunBench(
            OlderThan("30d", "logs/**"),
            new Rule { Name = "orphans", Match = new ItemMatch { Include = ["audio/**"], Orphaned = true } },
            OlderThan("1h", "temp/**")).WithCatalog(jobs: false, references: true);
        bench.Catalog.Fails = new CatalogException("spec.catalog.postgres.references", "no");
        bench.Store.Add("logs/a", 40 * Day).Add("audio/a", 40 * Day).Add("temp/a", Day);

        var report = await bench.RunAsync();

        Assert.Equal(["audio/a"], bench.Store.Paths);
        Assert.Equal(RunOutcome.Partial, report.Outcome);
    }

    [Theory]
    [InlineData(0, null, true)]
    [InlineData(49, 100L, true)]
    [InlineData(50, 100L, false)]
    public async Task ReferencesEmptyOrHalved_AreNotBelieved(int references, long? before, bool refused)
    {
        var bench = References(references, 60);

        var report = await bench.RunAsync(new RunOptions { PreviousReferences = before });

        Assert.Equal(refused ? StopReason.CatalogUnavailable : null, report.StopReason);
        Assert.Equal(refused ? 0 : 61 - references, report.Acted);
        if (refused)
            Assert.Equal("spec.catalog.postgres.references", report.Field);
    }

    [Fact]
    public async Task TrustCatalog_BelievesAnEmptyOne()
    {
        var bench = References(0, 5);

        var report = await bench.RunAsync(new RunOptions { TrustCatalog = true });

        Assert.Equal(6, report.Acted);
    }

    [Fact]
    public async Task JobsEmpty_AreNotBelieved()
    {
        var bench = new RunBench(Orphans).WithCatalog(jobFromPath: "{job}/*");
        bench.Store.Add("1/a", 9 * Day);

        var report = await bench.RunAsync();

        Assert.Equal((RunOutcome.Failed, StopReason.CatalogUnavailable, "spec.catalog.postgres.jobs"), (report.Outcome, report.StopReason, report.Field));
        Assert.Equal(["1/a"], bench.Store.Paths);
    }

    [Fact]
    public async Task ReferencesThatNameNothing_AreNotBelieved_OtherRulesGoOn()
    {
        var bench = new RunBench(OlderThan("30d"), Orphans).WithCatalog(jobs: false, references: true);
        bench.Catalog.Reference("/data/audio/f1");
        bench.Store.AddMany(40, i => $"f{i}", 2 * Day).AddMany(60, i => $"g{i}", Hour).Add("ancient", 40 * Day);

        var report = await bench.RunAsync();

        Assert.Equal((RunOutcome.Partial, StopReason.CatalogUnavailable), (report.Outcome, report.StopReason));
        Assert.StartsWith("none of the 1 references names an item", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ancient", bench.Store.Paths);
        Assert.Equal(100, bench.Store.Paths.Count());
    }

    [Fact]
    public async Task DatabaseClockOff_NothingThatDependsOnItGoes()
    {
        var bench = References(10, 12);
        bench.Catalog.ServerTime = bench.Time.GetUtcNow() - TimeSpan.FromMinutes(6);

        Assert.Equal(StopReason.ClockSkew, (await bench.RunAsync()).StopReason);
        Assert.Equal(13, bench.Store.Paths.Count());
    }

    [Fact]
    public async Task DuplicateJobsWithDifferentStates_AreNotBelieved()
    {
        var bench = new RunBench(Orphans).WithCatalog(jobFromPath: "{job}/*");
        bench.Catalog.Job("1", "failed", Day).Job("1", "completed", Day);
        bench.Store.Add("2/a", 9 * Day);

        var report = await bench.RunAsync();

        Assert.Equal(StopReason.CatalogUnavailable, report.StopReason);
        Assert.Contains("job 1 twice", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnCleaned_JobsOfWhichNothingIsLeft_AndOnlyThose()
    {
        var bench = new RunBench(
            new Rule { Name = "failed", Match = new ItemMatch { Job = new JobMatch { States = ["failed"], ChangedBefore = At("7d") } } },
            new Rule { Name = "raw", Match = new ItemMatch { Include = ["**/raw"], Job = new JobMatch { States = ["completed"] } } })
            .WithCatalog(jobFromPath: "{job}/**");
        bench.Spec.Catalog!.Postgres!.OnCleaned = "update … @jobs";
        bench.Catalog.Job("gone", "failed", 8 * Day).Job("stuck", "failed", 8 * Day).Job("young", "failed", Day)
            .Job("done", "completed", 8 * Day).Job("earlier", "failed", 9 * Day);
        bench.Store.Add("gone/a", Day).Add("gone/b", Day).Add("stuck/a", Day).Add("stuck/b", Day).Add("young/a", Day).Add("done/raw", Day);
        bench.Store.OnChange = path => path == "stuck/b" ? Outcome.Failed("no") : null;

        var report = await bench.RunAsync();

        // "earlier" was emptied by a run that could not say so any more.
        Assert.Equal(["earlier", "gone"], bench.Catalog.Told!.Cleaned.Select(job => job.Id).Order(StringComparer.Ordinal));
        Assert.Equal(2, report.Catalog!.Cleaned);
    }

    [Fact]
    public async Task OnCleaned_EmptyTargetOrPartOfIt_TellsNothing()
    {
        var bench = new RunBench(new Rule { Name = "failed", Match = new ItemMatch { Job = new JobMatch { States = ["failed"] } } })
            .WithCatalog(jobFromPath: "{job}/**");
        bench.Spec.Catalog!.Postgres!.OnCleaned = "update … @jobs";
        bench.Catalog.Job("1", "failed", Day).Job("2", "failed", Day);

        await bench.RunAsync();
        Assert.Null(bench.Catalog.Told);

        bench.Store.Add("1/a", Day).Add("1/b", Day);
        await bench.RunAsync(new RunOptions { Only = "1/a" });
        Assert.Null(bench.Catalog.Told);

        bench.Store.UnreadableFolder = "2";
        await bench.RunAsync();
        Assert.Null(bench.Catalog.Told);
    }

    [Fact]
    public async Task Stuck_JobsOfTheseStatesAndAge_AreTold_NotInAPreview()
    {
        var bench = new RunBench(OlderThan("1h")).WithCatalog(jobFromPath: "{job}/**");
        bench.Spec.Catalog!.Postgres!.Stuck = new StuckJobs { After = For("24h"), States = ["queued", "processing"], Set = "update … @jobs" };
        bench.Catalog.Job("1", "queued", 25 * Hour).Job("2", "queued", 23 * Hour).Job("3", "failed", 25 * Hour).Job("4", "processing", 9 * Day);
        bench.Store.Add("x", Minute);

        Assert.Equal(2, (await bench.RunAsync(new RunOptions { DryRun = true })).Catalog!.Stuck);
        Assert.Null(bench.Catalog.Told);

        var report = await bench.RunAsync();
        Assert.Equal(["1", "4"], bench.Catalog.Told!.Stuck.Select(job => job.Id));
        Assert.Equal(2, report.Catalog!.Stuck);
    }

}
