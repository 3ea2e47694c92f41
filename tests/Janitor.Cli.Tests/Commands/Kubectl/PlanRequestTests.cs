namespace Janitor.Cli.Tests.Commands.Kubectl;

/// <summary><c>kubectl janitor plan</c>.</summary>
public sealed class PlanRequestTests
{
    [Theory]
    [InlineData("Enforce")]
    [InlineData("DryRun")]
    public async Task Plan_AnyMode_ShowsWhatWouldGoAndChangesNothing(string mode)
    {
        await using var bench = await PluginBench.StartAsync(PluginBench.Policy(mode, "suspend: true\nrules: [ { name: old, match: { olderThan: 1h } } ]"));
        for (var i = 0; i < 12; i++)
            bench.Plugin.Item($"{i}.mp4", TimeSpan.FromHours(3), size: 1024);
        bench.Plugin.Item("young.mp4", TimeSpan.Zero);
        await bench.StartOperatorAsync();

        var result = await bench.RunAsync("plan", "clips");
        var again = await bench.RunAsync("plan", "clips");
        var history = await bench.RunAsync("history", "clips");

        Assert.Equal((0, 0), (result.Code, again.Code));
        Assert.Equal($"{bench.Namespace}/clips · volume scratch · preview", result.OutputLines[0].TrimEnd());
        Assert.Matches(@"(?m)^ *old +delete +12 +12 KiB *$", result.Output);
        Assert.Equal(3, result.OutputLines.Count(line => line.Contains("older than 1h: modified 3h 0m ago", StringComparison.Ordinal)));
        Assert.Contains("3 entries are shown for 12 item(s); the operator keeps no more of them", result.Output, StringComparison.Ordinal);
        Assert.Contains("12 of 13 item(s) selected, 12 KiB; nothing was changed", result.Output, StringComparison.Ordinal);
        Assert.Equal(13, bench.Plugin.Items.Count());
        Assert.Equal($"{bench.Namespace}/clips has not run yet\n", history.Errors);
    }

    [Fact]
    public async Task Plan_MadeInAJob_SaysWhereTheWholeListIs()
    {
        await using var bench = await PluginBench.StartAsync();
        var running = bench.RunAsync("plan", "clips");
        var cause = await bench.WaitForRequestAsync("janitor.dev/plan-at");

        await bench.PatchStatusAsync($$"""
            {"target":"volume scratch","lastHandledPlanAt":"{{cause}}","lastPlan":{"id":"1","trigger":"Plan","cause":"{{cause}}","generation":1,"dryRun":true,
             "startedAt":"2026-03-04T12:00:00Z","finishedAt":"2026-03-04T12:01:05Z","outcome":"Succeeded","scanned":2000,"selected":1234,"bytesSelected":4096,
             "stopReason":"MaxDeletions","message":"limits.maxDeletions (10) was reached; the rest waits for the next run","job":"clips-1",
             "rules":[{"name":"old","action":"delete","selected":1234,"bytesSelected":4096}],
             "sample":[{"path":"a\u001b[31m.mp4","rule":"old","reason":"older than 1h"}]} }
            """);

        var result = await running;
        Assert.Equal(0, result.Code);
        Assert.Contains($"1 entries are shown for 1,234 item(s); the whole list: kubectl -n {bench.Namespace} logs job/clips-1", result.Output, StringComparison.Ordinal);
        Assert.Contains("stopped: MaxDeletions: limits.maxDeletions (10) was reached", result.Output, StringComparison.Ordinal);
        Assert.Contains("a\\x1b[31m.mp4", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_TargetThatIsNotThere_FailsWithTheReason()
    {
        await using var bench = await PluginBench.StartAsync();
        await bench.StartOperatorAsync();
        Directory.Delete(bench.Plugin.Data);

        var result = await bench.RunAsync("plan", "clips");

        Assert.Equal(1, result.Code);
        Assert.Contains("stopped: StoreUnavailable: ", result.Output, StringComparison.Ordinal);
    }
}
