using Janitor.Api.Retention;
using Janitor.Engine.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Retention.Reports;
using static Janitor.Engine.Tests.Retention.RunBench;

namespace Janitor.Engine.Tests.Retention;

public sealed class FoldersTests
{
    private static Rule Folders(params string[] include) =>
        new() { Name = "folders", Match = new ItemMatch { Include = include, OlderThan = For("1d"), Unit = MatchUnit.Directory } };

    [Fact]
    public async Task Folder_AllOld_GoesAsOne_AndOneYoungItemKeepsIt()
    {
        var bench = new RunBench(Folders("temp/**"));
        bench.Store.Add("temp/old/a", 3 * Day).Add("temp/old/deep/er/b", 2 * Day)
            .Add("temp/mixed/a", 3 * Day).Add("temp/mixed/deep/b", Hour)
            .Add("temp/loose", 9 * Day).Add("other/old/a", 9 * Day);

        var report = await bench.RunAsync();

        Assert.Equal(["other/old/a", "temp/loose", "temp/mixed/a", "temp/mixed/deep/b"], bench.Store.Paths);
        Assert.Equal(["temp/old"], bench.Store.RemovedFolders);
        Assert.Equal((2, 2, 4), (report.Selected, report.Acted, report.Retained));
        Assert.Equal(("temp/old/", "folder of 2 items goes as one; older than 1d: newest modified 2d 0h ago"), (report.Sample[0].Path, report.Sample[0].Reason));
    }

    [Fact]
    public async Task Folder_WithoutInclude_IsTheFirstLevel()
    {
        var bench = new RunBench(Folders());
        bench.Store.Add("a/x/1", 3 * Day).Add("a/y/1", Hour).Add("b/x/1", 3 * Day).Add("loose", 3 * Day);

        await bench.RunAsync();

        Assert.Equal(["a/x/1", "a/y/1", "loose"], bench.Store.Paths);
    }

    [Theory]
    [InlineData("protected")]
    [InlineData("excluded")]
    [InlineData("reported")]
    [InlineData("minAge")]
    public async Task Folder_WithAnItemThatStays_StaysWhole(string why)
    {
        var bench = new RunBench(
            new Rule { Name = "watch", Match = new ItemMatch { Include = ["**/*.watch"] }, Action = new RuleAction { Report = new ReportAction() } },
            Folders("temp/**"));
        bench.Spec.Protect = [new ItemMatch { Include = ["**/*.keep"] }];
        bench.Spec.Rules[1].Match!.Exclude = ["**/*.skip"];
        if (why == "minAge")
            bench.Spec.Limits.MinAge = For("3d");
        var other = why switch { "protected" => "b.keep", "excluded" => "b.skip", "reported" => "b.watch", _ => "b" };
        bench.Store.Add("temp/x/a", 5 * Day).Add($"temp/x/{other}", 2 * Day).Add("temp/y/a", 5 * Day);

        await bench.RunAsync();

        Assert.Equal(["temp/x/a", $"temp/x/{other}"], bench.Store.Paths);
    }

    [Fact]
    public async Task Folder_GetsANewItemAfterThePlan_StaysWhole()
    {
        var bench = new RunBench(Folders("temp/**"));
        bench.Store.Add("temp/x/a", 5 * Day).Add("temp/x/b", 5 * Day).Add("temp/y/a", 5 * Day);
        bench.Store.OnScan = scan =>
        {
            if (scan == 3)
                bench.Store.Add("temp/x/new", Minute).Add("temp/y/new", Minute);
        };

        var report = await bench.RunAsync();

        Assert.Equal(5, bench.Store.Paths.Count());
        Assert.Equal(0, report.Acted);
        Assert.True(report.Changed > 0);
    }

    [Fact]
    public async Task Folder_LargerThanWhatIsLeftOfTheLimit_WaitsWhole()
    {
        var bench = new RunBench(Folders("temp/**"));
        bench.Spec.Limits.MaxDeletions = 4;
        bench.Store.AddMany(3, i => $"temp/a/{i}", 9 * Day).AddMany(3, i => $"temp/b/{i}", 8 * Day).AddMany(1, i => $"temp/c/{i}", 7 * Day);

        var report = await bench.RunAsync();

        Assert.Equal(["temp/b/0", "temp/b/1", "temp/b/2"], bench.Store.Paths);
        Assert.Equal(StopReason.MaxDeletions, report.StopReason);
        Assert.Contains(report.Notes, note => note.StartsWith("folder temp/b goes as one and has 3 items", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Folder_OfAFailedJob_NeedsTheJobOfEachItem()
    {
        var rule = new Rule
        {
            Name = "folders",
            Match = new ItemMatch { Include = ["work/**"], Unit = MatchUnit.Directory, Job = new JobMatch { States = ["failed"] } },
        };
        var bench = new RunBench(rule).WithCatalog(jobFromPath: "work/{job}/**");
        bench.Catalog.Job("1", "failed", Day).Job("2", "completed", Day);
        bench.Store.Add("work/1/a", Day).Add("work/1/b", Day).Add("work/2/a", Day);

        await bench.RunAsync(new RunOptions());

        Assert.Equal(["work/2/a"], bench.Store.Paths);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Folder_WhoseItemsALaterRuleWouldTake_GoesAsOne(bool known)
    {
        var failed = new Rule { Name = "failed", Match = new ItemMatch { Job = new JobMatch { States = ["failed"] } } };
        var bench = new RunBench(Folders("temp/**"), failed).WithCatalog(jobFromPath: "temp/{job}/**");
        bench.Catalog.Job("1", "failed", Day).Job("2", "completed", Day);
        if (!known)
            bench.Catalog.Fails = new CatalogException("spec.catalog.postgres.jobs", "no");
        bench.Store.Add("temp/1/a", 2 * Day).Add("temp/1/b", 3 * Day).Add("temp/2/a", 2 * Day);

        var report = await bench.RunAsync();

        Assert.Empty(bench.Store.Paths);
        Assert.Equal((3, 3), (report.Selected, report.Acted));
    }

    [Fact]
    public async Task Folder_WithAnotherRulesFolderInIt_LeavesWhatIsProtectedThere()
    {
        var bench = new RunBench(Folders("temp/x/sub/**", "temp/**"));
        bench.Spec.Protect = [new ItemMatch { Include = ["**/*.keep"] }];
        bench.Store.Add("temp/x/a", 2 * Day).Add("temp/x/sub/y/b.keep", 2 * Day);

        await bench.RunAsync();

        Assert.Contains("temp/x/sub/y/b.keep", bench.Store.Paths);
    }

    [Fact]
    public async Task Preview_JobWhoseFoldersGo_CountsAsCleaned()
    {
        var failed = new Rule { Name = "failed", Match = new ItemMatch { Job = new JobMatch { States = ["failed"] } } };
        var bench = new RunBench(Folders("temp/**"), failed).WithCatalog(jobFromPath: "*/{job}/**");
        bench.Spec.Catalog!.Postgres!.OnCleaned = "update";
        bench.Catalog.Job("1", "failed", Day);
        bench.Store.Add("temp/1/a", 2 * Day).Add("uploads/1/b", Hour);

        var preview = await bench.RunAsync(new RunOptions { DryRun = true });
        var run = await bench.RunAsync();

        Assert.Equal((1, 1), (preview.Catalog!.Cleaned, run.Catalog!.Cleaned));
    }

    [Fact]
    public async Task Tags_OnOneItemMissing_KeepTheFolder()
    {
        var rule = Folders("temp/**");
        rule.Match!.Tags = new Dictionary<string, string> { ["class"] = "temp" };
        var bench = new RunBench(rule);
        bench.Store.Add("temp/x/a", 5 * Day).Add("temp/x/b", 5 * Day).Add("temp/y/a", 5 * Day);
        bench.Store.Tag("temp/x/a", "class", "temp");
        bench.Store.Tag("temp/y/a", "class", "temp");

        await bench.RunAsync();

        Assert.Equal(["temp/x/a", "temp/x/b"], bench.Store.Paths);
    }

    [Fact]
    public async Task Tags_OfALaterRule_DoNotCountAFoldersItemsTwice()
    {
        var tagged = new Rule { Name = "tagged", Match = new ItemMatch { Tags = new Dictionary<string, string> { ["class"] = "temp" } } };
        var bench = new RunBench(Folders("temp/**"), tagged);
        bench.Store.Add("temp/x/a", 5 * Day).Add("temp/x/b", 5 * Day).Add("other", Day);

        var report = await bench.RunAsync();

        Assert.Equal((2, 2), (report.Selected, report.Acted));
        Assert.Equal(["other"], bench.Store.Paths);
    }
}
