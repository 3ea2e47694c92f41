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

        await bench.KubectlAsync("wait", "--for=condition=Ready", "retentionpolicy/clips", "--timeout=30s");
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

    [Fact]
    public async Task Annotate_RunAt_RunsOnceForEachValueAlsoWhileSuspended()
    {
        await using var bench = await OperatorBench.StartAsync();
        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", $"suspend: true\n{OldFiles}"));
        await bench.WaitAsync("clips", status => OperatorBench.Condition(status, "Ready") == "True/Suspended");
        var old = bench.Write("old", TimeSpan.FromHours(2));

        await bench.KubectlAsync("annotate", "retentionpolicy", "clips", "janitor.dev/run-at=first");
        var status = await bench.WaitAsync("clips", status => status["lastRun"] is not null);

        Assert.Equal(("first", "Manual", 1L), ((string?)status["lastHandledRunAt"], (string?)status["lastRun"]!["trigger"], (long)status["lastRun"]!["acted"]!));
        Assert.False(File.Exists(old));

        await bench.KubectlAsync("annotate", "--overwrite", "retentionpolicy", "clips", "janitor.dev/run-at=second");
        status = await bench.WaitAsync("clips", status => (string?)status["lastHandledRunAt"] == "second" && status["activeRun"] is null);
        Assert.Single(status["history"]!.AsArray());
    }

    [Fact]
    public async Task Apply_DryRun_ChangesNothingAndSaysSo()
    {
        await using var bench = await OperatorBench.StartAsync();
        var old = bench.Write("old", TimeSpan.FromHours(2));

        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", OldFiles).Replace("mode: Enforce", "mode: DryRun", StringComparison.Ordinal));

        var status = await bench.WaitAsync("clips", status => status["lastRun"] is not null);
        Assert.Equal((true, 1L, 0L), ((bool)status["lastRun"]!["dryRun"]!, (long)status["lastRun"]!["selected"]!, (long)status["lastRun"]!["acted"]!));
        Assert.True(File.Exists(old));
    }

    [Fact]
    public async Task Apply_Schedule_WaitsAndTellsTheNextTime()
    {
        await using var bench = await OperatorBench.StartAsync();

        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", $"schedule: '0 3 * * *'\ntimeZone: Europe/Berlin\n{OldFiles}"));

        var status = await bench.WaitAsync("clips", status => OperatorBench.Condition(status, "Ready") == "True/Succeeded");
        var next = DateTimeOffset.Parse((string)status["nextRunTime"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(3, TimeZoneInfo.ConvertTime(next, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).Hour);
        Assert.Null(status["lastRun"]);
    }
}
