using System.Text.Json.Nodes;
using Janitor.Operator.Quotas.Workers;
using Janitor.Operator.Retention.Workers;
using static Janitor.Operator.Tests.OperatorBench;
using static Janitor.Operator.Tests.Workers.StandInKubelet;

namespace Janitor.Operator.Tests.Quotas.Workers;

/// <summary>Measurements in worker Jobs, with the test in the place of the kubelet and the Job controller; what the worker itself does is the real one.</summary>
public sealed class WorkerMeasurementTests
{
    private const string Remote = """
        apiVersion: janitor.dev/v1alpha1
        kind: StorageQuota
        metadata: { name: media }
        spec:
          target: { volume: { claimName: remote } }
          limit: { size: 10 }
        """;

    [Fact]
    public async Task Apply_ClaimNotMountedHere_IsMeasuredByAWorkerThatCannotWrite()
    {
        await using var bench = await StartWithClaimAsync();
        bench.Write("acme/a");
        bench.Write("acme/b");
        bench.Write("beta/a");

        var job = await StartAsync(bench);

        var container = job["spec"]!["template"]!["spec"]!["containers"]![0]!;
        Assert.Equal("StorageQuota", (string?)job["metadata"]!["ownerReferences"]![0]!["kind"]);
        Assert.True((bool)container["volumeMounts"]![0]!["readOnly"]!);
        Assert.True((bool)container["securityContext"]!["readOnlyRootFilesystem"]!);
        Assert.Equal("remote", (string?)job["spec"]!["template"]!["spec"]!["volumes"]![0]!["persistentVolumeClaim"]!["claimName"]);

        await EndPodAsync(bench, job, "pod-1", await WorkAsync(bench, job));

        var status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1);
        Assert.Equal((21L, 2L, 1L), ((long)status["total"]!["bytes"]!, (long)status["tenants"]!, (long)status["overLimit"]!));
        Assert.Equal(("acme", 14L), ((string?)status["topTenants"]![0]!["tenant"], (long)status["topTenants"]![0]!["bytes"]!));
        Assert.Equal(("True/OverLimit", "True/RunSucceeded", "True/Succeeded"), (Condition(status, "QuotaExceeded"), Condition(status, "LastRunSucceeded"), Condition(status, "Ready")));
        Assert.Null(status["activeMeasurement"]);
    }

    [Fact]
    public async Task Restart_WhileTheWorkerRuns_AdoptsIt()
    {
        await using var bench = await StartWithClaimAsync();
        bench.Write("acme/a");
        var job = await StartAsync(bench);
        await bench.StopOperatorAsync();
        await EndPodAsync(bench, job, "pod-1", await WorkAsync(bench, job));

        await bench.StartOperatorAsync();

        await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1);
        Assert.Single((await bench.GetAsync("jobs", string.Empty))["items"]!.AsArray());
    }

    [Fact]
    public async Task Look_WorkerLost_IsAFailedMeasurement()
    {
        await using var bench = await StartWithClaimAsync();
        var job = await StartAsync(bench);

        await FailJobAsync(bench, job);
        await bench.KubectlAsync("annotate", "storagequota", "media", "look=again");

        var status = await bench.WaitForQuotaAsync(status => Condition(status, "LastRunSucceeded") == "False/RunFailed");
        Assert.Contains("ended without a result: Job has reached the specified backoff limit", status.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(status["measuredAt"]);
    }

    [Fact]
    public async Task Look_PodCannotBeScheduled_SaysWhy()
    {
        await using var bench = await StartWithClaimAsync();
        var job = await StartAsync(bench);

        await MakeUnschedulablePodAsync(bench, job, "pod-1");

        var status = await bench.WaitForQuotaAsync(status => Condition(status, "Ready") == "False/WorkerWaiting");
        Assert.Contains("pod pod-1 cannot be scheduled: 0/3 nodes are available", status.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DryRun", true, "False/OnlyPreviewed", "1 2 3 4")]
    [InlineData("Enforce", false, "True/Evicted", "1 2")]
    public async Task Apply_EvictOldest_TheWorkerRemovesAndMayWriteOnlyThen(string mode, bool readOnly, string enforced, string left)
    {
        await using var bench = await StartWithClaimAsync();
        for (var day = 1; day <= 4; day++)
            bench.Write($"acme/{day}", TimeSpan.FromDays(day));
        bench.Write("beta/1", TimeSpan.FromDays(9));

        var job = await StartAsync(bench, $"\n  overrides: [{{ tenant: acme, limit: {{ objects: 3 }} }}]\n  thresholds: {{ warning: 60%, critical: 95% }}\n  enforcement: EvictOldest\n  evict: {{ mode: {mode} }}");

        Assert.Equal(readOnly, (bool?)job["spec"]!["template"]!["spec"]!["containers"]![0]!["volumeMounts"]![0]!["readOnly"] ?? false);
        await EndPodAsync(bench, job, "pod-1", await WorkAsync(bench, job));
        var status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1);
        Assert.Equal(enforced, Condition(status, "Enforced"));
        Assert.Equal((2L, "Change", 1L), ((long)status["lastEviction"]!["selected"]!, (string?)status["lastEviction"]!["trigger"], (long)status["lastEviction"]!["generation"]!));
        Assert.Equal(left.Split(' '), Directory.GetFiles(Path.Combine(bench.Volume, "acme")).Select(Path.GetFileName).Order());
        Assert.Single(Directory.GetFiles(Path.Combine(bench.Volume, "beta")));
    }

    [Fact]
    public async Task Change_WhileAWorkerEvicts_EndsItAndMeasuresAnew()
    {
        await using var bench = await StartWithClaimAsync();
        const string Evict = "\n  enforcement: EvictOldest\n  evict: { mode: ";
        var old = (string)(await StartAsync(bench, Evict + "Enforce }"))["metadata"]!["name"]!;

        await bench.ApplyAsync(Remote + Evict + "DryRun }");

        var status = await bench.WaitForQuotaAsync(status => (long?)status["activeMeasurement"]?["generation"] == 2);
        var job = Assert.Single((await bench.GetAsync("jobs", string.Empty))["items"]!.AsArray(), job => job!["metadata"]!["deletionTimestamp"] is null)!;
        Assert.Equal((string?)status["activeMeasurement"]!["job"], (string?)job["metadata"]!["name"]);
        Assert.NotEqual(old, (string?)job["metadata"]!["name"]);
        Assert.True((bool)job["spec"]!["template"]!["spec"]!["containers"]![0]!["volumeMounts"]![0]!["readOnly"]!);
    }

    [Fact]
    public async Task Work_ManyTenantsWithLongNames_FitsIntoATerminationMessage()
    {
        await using var bench = await StartWithClaimAsync();
        foreach (var letter in "abcdefghijklmnopqrst")
            bench.Write($"{new string(letter, 250)}/a");
        var job = await StartAsync(bench);

        var message = await WorkAsync(bench, job);

        Assert.InRange(message.Length, 3500, 4096);
        var measured = MeasuredVolume.Unpack(message)!;
        Assert.Equal((20L, 140L), (measured.Tenants, measured.Total!.Bytes));
        Assert.InRange(measured.Top.Count, 5, 19);
    }

    [Theory]
    [InlineData("{", 2, "the environment variable JANITOR_MEASUREMENT cannot be read: ")]
    [InlineData("""{"job":"j","quota":{"metadata":{"name":"media"},"spec":{"target":{"volume":{"claimName":"remote","path":"nowhere"}},"tenants":{"postgres":{"query":"select 1"}}}}}""", 0, """{"job":"j",""")]
    public async Task Work_CannotBeDone_SaysSo(string task, int code, string words)
    {
        var log = Path.GetTempFileName();
        try
        {
            var process = new WorkerProcess(name => name == MeasuringTask.Variable ? task : null, TextWriter.Null, TimeProvider.System);

            Assert.Equal(code, await process.RunAsync(Path.GetTempPath(), log, default));

            Assert.StartsWith(words, await File.ReadAllTextAsync(log), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static async Task<OperatorBench> StartWithClaimAsync()
    {
        var bench = await OperatorBench.StartAsync();
        await bench.ApplyAsync(ClaimYaml("remote"));
        return bench;
    }

    /// <summary>Applies the quota and returns the Job that was made for it.</summary>
    private static async Task<JsonNode> StartAsync(OperatorBench bench, string more = "")
    {
        await bench.ApplyAsync(Remote + more);
        var status = await bench.WaitForQuotaAsync(status => status["activeMeasurement"] is not null);
        return await bench.GetAsync("job", (string)status["activeMeasurement"]!["job"]!);
    }

    /// <summary>Does what the Job's container would, on the directory that stands for the claim.</summary>
    /// <returns>Its last words.</returns>
    private static async Task<string> WorkAsync(OperatorBench bench, JsonNode job)
    {
        var variables = job["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray();
        var log = Path.GetTempFileName();
        try
        {
            var process = new WorkerProcess(
                name => (string?)variables.FirstOrDefault(variable => (string?)variable!["name"] == name)?["value"], TextWriter.Null, TimeProvider.System);
            Assert.Equal(0, await process.RunAsync(bench.Volume, log, default));
            return await File.ReadAllTextAsync(log);
        }
        finally
        {
            File.Delete(log);
        }
    }
}
