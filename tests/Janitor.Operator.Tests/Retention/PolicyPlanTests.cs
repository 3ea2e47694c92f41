using System.Text.Json.Nodes;

namespace Janitor.Operator.Tests.Retention;

/// <summary>Previews on demand: the annotation <c>janitor.dev/plan-at</c>.</summary>
public sealed class PolicyPlanTests
{
    private const string OldFiles = "rules: [ { name: old, match: { olderThan: 1h } } ]";

    [Fact]
    public async Task Annotate_PlanAt_TellsWhatARunWouldDoAndIsNoRun()
    {
        await using var bench = await OperatorBench.StartAsync();
        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", $"suspend: true\n{OldFiles}"));
        await bench.WaitAsync("clips", status => OperatorBench.Condition(status, "Ready") == "True/Suspended");
        var old = bench.Write("old", TimeSpan.FromHours(2));

        await bench.KubectlAsync("annotate", "retentionpolicy", "clips", "janitor.dev/plan-at=first");
        var status = await bench.WaitAsync("clips", status => status["lastPlan"] is not null);

        var plan = status["lastPlan"]!;
        Assert.Equal(("first", "first", "Plan", true), ((string?)status["lastHandledPlanAt"], (string?)plan["cause"], (string?)plan["trigger"], (bool)plan["dryRun"]!));
        Assert.Equal((1L, 7L, 0L, "old"), ((long)plan["selected"]!, (long)plan["bytesSelected"]!, (long)plan["acted"]!, (string?)plan["sample"]![0]!["path"]));
        Assert.Equal(7, (long)plan["rules"]![0]!["bytesSelected"]!);
        Assert.True(File.Exists(old));
        Assert.Equal((null, null, null, null), (status["lastRun"], status["lastSuccessfulTime"], OperatorBench.Condition(status, "LastRunSucceeded"), status["activeRun"]));
        Assert.Empty(status["history"]?.AsArray() ?? []);
        Assert.DoesNotContain($"namespace=\"{bench.Namespace}\"", (await bench.ReadAsync("/metrics")).Text, StringComparison.Ordinal);
        await Janitor.TestBench.Eventually.HoldsAsync(async () => (await bench.KubectlAsync("get", "events")).Contains("PlanMade", StringComparison.Ordinal));

        await bench.KubectlAsync("annotate", "--overwrite", "retentionpolicy", "clips", "janitor.dev/plan-at=second");
        await bench.WaitAsync("clips", status => (string?)status["lastPlan"]!["cause"] == "second");
    }

    [Fact]
    public async Task Apply_NewPolicyThatAsksForAPlan_PlansFirstAndIsRunAllTheSame()
    {
        await using var bench = await OperatorBench.StartAsync();
        var old = bench.Write("old", TimeSpan.FromHours(2));

        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", OldFiles).Replace("name: clips }", "name: clips, annotations: { janitor.dev/plan-at: first } }", StringComparison.Ordinal));

        var status = await bench.WaitAsync("clips", status => status["lastRun"] is not null);
        Assert.Equal((1L, 1L), ((long)status["lastPlan"]!["selected"]!, (long)status["lastRun"]!["acted"]!));
        Assert.Equal(("Change", 1L), ((string?)status["lastRun"]!["trigger"], (long)status["lastRun"]!["generation"]!));
        Assert.False(File.Exists(old));
    }

    [Fact]
    public async Task Annotate_PlanAtOfAPolicyThatHasRun_LeavesThatRunTheLast()
    {
        await using var bench = await OperatorBench.StartAsync();
        await bench.ApplyAsync(OperatorBench.PolicyYaml("clips", OldFiles));
        var before = await bench.WaitAsync("clips", status => status["lastRun"] is not null && status["activeRun"] is null);

        await bench.KubectlAsync("annotate", "retentionpolicy", "clips", "janitor.dev/plan-at=first");

        var after = await bench.WaitAsync("clips", status => status["lastPlan"] is not null);
        foreach (var field in (string[])["lastRun", "history", "lastSuccessfulTime"])
            Assert.True(JsonNode.DeepEquals(before[field], after[field]), field);
    }
}
