using System.Net;

namespace Janitor.Operator.Tests.Retention;

public sealed class PolicyRunTests
{
    private const string OldFiles = "rules: [ { name: old, match: { olderThan: 1h } } ]";

    [Fact]
    public async Task Apply_PolicyWithoutSchedule_RunsAtOnceAndTellsWhatItDid()
    {
        await using var bench = await OperatorBench.StartAsync();
        var (old, young) = (bench.Write("a/old.mp4", TimeSpan.FromHours(2)), bench.Write("a/young.mp4"));

        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", OldFiles));

        var status = await bench.WaitAsync("clips", status => status["lastRun"] is not null && OperatorBench.Condition(status, "Ready") == "True/Succeeded");
        Assert.Equal("True/RunSucceeded", OperatorBench.Condition(status, "LastRunSucceeded"));
        Assert.Equal((1L, "Change", 2L, 1L), ((long)status["observedGeneration"]!, (string?)status["lastRun"]!["trigger"], (long)status["lastRun"]!["scanned"]!, (long)status["lastRun"]!["acted"]!));
        Assert.Null(status["activeRun"]);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
        Assert.Contains("janitor_run_total{kind=\"RetentionPolicy\"", (await bench.ReadAsync("/metrics")).Text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "ok"), await bench.ReadAsync("/readyz"));
        await Janitor.TestBench.Eventually.HoldsAsync(async () => (await bench.KubectlAsync("get", "events")).Contains("RunSucceeded", StringComparison.Ordinal));
    }
}
