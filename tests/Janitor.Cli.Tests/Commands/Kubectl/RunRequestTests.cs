using System.Globalization;

namespace Janitor.Cli.Tests.Commands.Kubectl;

/// <summary><c>kubectl janitor run</c>.</summary>
public sealed class RunRequestTests
{
    private const string RunAt = "janitor.dev/run-at";
    private static readonly TimeSpan Old = TimeSpan.FromHours(3);

    [Fact]
    public async Task Run_Wait_TellsWhatTheOperatorDid()
    {
        await using var bench = await PluginBench.StartAsync();
        bench.Plugin.Item("a.mp4", Old, size: 5000).Item("b.mp4", TimeSpan.Zero);
        await bench.StartOperatorAsync();

        var result = await bench.RunAsync("run", "clips", "--wait");

        Assert.Equal(0, result.Code);
        Assert.Matches(@"^ *Started +Duration +Trigger +Dry run +Outcome +Scanned +Selected +Acted +Freed +Failed +Message *$", result.OutputLines[1]);
        Assert.Matches(@"^ *\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ +\d+s +Manual +no +Succeeded +2 +1 +1 +[\d.]+ KiB +0 *$", result.OutputLines[3]);
        Assert.Equal(["b.mp4"], bench.Plugin.Items);
    }

    [Fact]
    public async Task Run_SuspendedDryRun_RunsAllTheSameAndSaysSo()
    {
        await using var bench = await PluginBench.StartAsync(PluginBench.Policy("DryRun", "suspend: true\nrules: [ { name: old, match: { olderThan: 1h } } ]"));
        bench.Plugin.Item("a.mp4", Old);
        await bench.StartOperatorAsync();

        var result = await bench.RunAsync("run", "clips", "-w");

        Assert.Equal(0, result.Code);
        Assert.Contains($"note: {bench.Namespace}/clips is suspended; this run takes place all the same", result.ErrorLines);
        Assert.Contains($"note: {bench.Namespace}/clips: mode is DryRun, so nothing will be changed", result.ErrorLines);
        Assert.Matches(@"Manual +yes +Succeeded +1 +1 +0 ", result.OutputLines[3]);
    }

    [Fact]
    public async Task Run_WithoutWait_AsksEachTimeAnewAndReturns()
    {
        await using var bench = await PluginBench.StartAsync();

        var result = await bench.RunAsync("run", "retentionpolicy/clips");
        var first = await bench.WaitForRequestAsync(RunAt);
        await bench.RunAsync("run", "clips");

        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        Assert.Equal($"{bench.Namespace}/clips was asked to run; what it did is told by: kubectl janitor history clips -n {bench.Namespace}\n", result.Output);
        Assert.True(DateTimeOffset.TryParseExact(first, "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _), first);
        Assert.NotEqual(first, await bench.WaitForRequestAsync(RunAt));
    }

    [Fact]
    public async Task Run_SpecThatTheOperatorRefuses_SaysWhatIsWrong()
    {
        await using var bench = await PluginBench.StartAsync(PluginBench.Policy(more: "rules: [ { name: old, match: { include: ['../x'], olderThan: 1h } } ]"));
        await bench.StartOperatorAsync();

        var result = await bench.RunAsync("run", "clips", "--wait");

        Assert.Equal((1, string.Empty), (result.Code, result.Output));
        Assert.StartsWith(
            $"error: {bench.Namespace}/clips: the run cannot begin: spec.rules[0].match.include[0]: \"../x\" has a .. and can never match",
            result.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SomethingInTheWay_SaysWhatItWaitsFor()
    {
        await using var bench = await PluginBench.StartAsync(PluginBench.Policy(claim: "nix"));
        await bench.StartOperatorAsync();

        using var running = bench.Plugin.Start("run", "clips", "--wait", "-n", bench.Namespace);
        var told = await running.StandardError.ReadLineAsync();
        while (told is not null && !told.Contains("cannot begin", StringComparison.Ordinal))
            told = await running.StandardError.ReadLineAsync();
        running.Kill();

        Assert.StartsWith($"{bench.Namespace}/clips: the run cannot begin yet: claim nix is missing in namespace {bench.Namespace}", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Succeeded", 0)]
    [InlineData("Partial", 3)]
    [InlineData("Failed", 1)]
    public async Task Run_Wait_EndsAsTheRunDid(string outcome, int code)
    {
        await using var bench = await PluginBench.StartAsync();
        var running = bench.RunAsync("run", "clips", "--wait");
        var cause = await bench.WaitForRequestAsync(RunAt);

        // Runs that others caused are not this one, whatever they come to.
        await bench.PatchStatusAsync($$"""{"activeRun":{"id":"1","trigger":"Schedule","cause":"{{cause}}","generation":1,"startedAt":"2026-03-04T12:00:00Z"},"lastRun":{{Run("Manual", "another", "Succeeded")}} }""");
        await bench.PatchStatusAsync($$"""{"lastHandledRunAt":"{{cause}}","activeRun":{"id":"2","trigger":"Manual","cause":"{{cause}}","generation":1,"startedAt":"2026-03-04T12:00:00Z","job":"clips-2"} }""");
        await bench.PatchStatusAsync($$"""{"activeRun":null,"lastRun":{{Run("Schedule", "later", "Succeeded")}},"history":[{{Run("Manual", cause, outcome)}}]}""");

        var result = await running;
        Assert.Equal(code, result.Code);
        Assert.Matches($@"^ *2026-03-04 12:00:00Z +1m5s +Manual +no +{outcome} +9 +7 +5 +1\.0 KiB +2 +MaxDeletions: the rest waits *$", result.OutputLines[3]);
    }

    [Fact]
    public async Task Run_NoOperator_SaysWhatItWaitsForAndGivesUpInTime()
    {
        await using var bench = await PluginBench.StartAsync();

        var result = await bench.RunAsync("run", "clips", "--wait", "--timeout", "1s");

        Assert.Equal((1, string.Empty), (result.Code, result.Output));
        Assert.Equal($"error: timed out after 1s: {bench.Namespace}/clips: waiting for the operator to begin the run; it is not ended by this", result.ErrorLines[^1]);
    }

    [Fact]
    public async Task Run_Interrupted_StopsWaitingAndSaysThatTheRunGoesOn()
    {
        await using var bench = await PluginBench.StartAsync();
        using var running = bench.Plugin.Start("run", "clips", "--wait", "-n", bench.Namespace);
        await bench.WaitForRequestAsync(RunAt);
        Assert.Equal($"{bench.Namespace}/clips: waiting for the operator to begin the run", await running.StandardError.ReadLineAsync());

        using var kill = System.Diagnostics.Process.Start("/bin/kill", ["-INT", running.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();

        var errors = await running.StandardError.ReadToEndAsync();
        await running.WaitForExitAsync();
        Assert.Equal((1, $"error: cancelled: {bench.Namespace}/clips: waiting for the operator to begin the run; it is not ended by this\n"), (running.ExitCode, errors));
    }

    [Fact]
    public async Task Run_AnotherIsAskedForMeanwhile_SaysThatItTookItsPlace()
    {
        await using var bench = await PluginBench.StartAsync();
        var running = bench.RunAsync("run", "clips", "--wait");
        await bench.WaitForRequestAsync(RunAt);

        await bench.RunAsync("run", "clips");

        var result = await running;
        Assert.Equal(1, result.Code);
        Assert.Equal($"error: {bench.Namespace}/clips: somebody else asked for a run before this one began, which takes its place", result.ErrorLines[^1]);
    }

    private static string Run(string trigger, string cause, string outcome) => $$"""
        {"id":"3","trigger":"{{trigger}}","cause":"{{cause}}","generation":1,"startedAt":"2026-03-04T12:00:00Z","finishedAt":"2026-03-04T12:01:05Z",
         "outcome":"{{outcome}}","scanned":9,"selected":7,"acted":5,"failed":2,"bytesFreed":1024,"stopReason":"MaxDeletions","message":"the rest waits"}
        """;
}
