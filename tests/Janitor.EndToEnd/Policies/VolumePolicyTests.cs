using System.Text.Json.Nodes;

namespace Janitor.EndToEnd.Policies;

[Collection(ClusterTests.Name)]
public sealed class VolumePolicyTests(Cluster cluster)
{
    [Theory]
    [InlineData("0:0", "fsGroup: 2000")]
    [InlineData("1000:1000", "runAsUser: 1000")]
    public async Task Apply_OldFilesOfSomeUser_GoInAHardenedWorker(string owner, string securityContext)
    {
        var space = await cluster.CreateNamespaceAsync();
        var volume = await Volume.CreateAsync(cluster, space, "scratch");
        volume.Write("a/b/old.mp4", TimeSpan.FromHours(2)).Write("old.mp4", TimeSpan.FromDays(2)).Write("a/young.mp4", TimeSpan.FromMinutes(30));
        await volume.GiveAsync(owner);

        var policy = await Policy.ApplyAsync(cluster, space, "clips", $$"""
            mode: Enforce
            target: { volume: { claimName: scratch } }
            rules: [ { name: old, match: { olderThan: 1h } } ]
            worker: { securityContext: { {{securityContext}} } }
            """);

        await policy.KubectlAsync("wait", "--for=condition=Ready", "retentionpolicy/clips", "--timeout=60s");
        var status = await policy.WaitForRunAsync("Change");
        Assert.Equal(["a/young.mp4"], volume.Files);
        var last = status["lastRun"]!;
        Assert.Equal(("Succeeded", 3, 2, 0), ((string)last["outcome"]!, (int)last["scanned"]!, (int)last["acted"]!, (int)last["failed"]!));
        Assert.Equal(
            ("True/Succeeded", "True/RunSucceeded", null),
            (Policy.Condition(status, "Ready"), Policy.Condition(status, "LastRunSucceeded"), Policy.Condition(status, "Reconciling")));

        var run = (string)last["id"]!;
        AssertHardened(Assert.Single(await policy.PodsAsync(run))!);
        var job = (string)Assert.Single(await policy.JobsAsync(run))!["metadata"]!["name"]!;
        var report = JsonNode.Parse(await policy.KubectlAsync("logs", $"job/{job}"))!;
        Assert.Equal((3, 2, $"{space}/clips"), ((int)report["scanned"]!, (int)report["acted"]!, (string)report["policy"]!));

        await TestBench.Eventually.HoldsAsync(async () => await ReasonsAsync(policy) is var reasons && reasons.Contains("RunStarted") && reasons.Contains("RunSucceeded"));
        var columns = (await policy.KubectlAsync("get", "retentionpolicies")).Split('\n');
        Assert.Equal(["NAME", "MODE", "SCHEDULE", "READY", "LAST", "RUN", "FREED", "NEXT", "AGE"], columns[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches("^clips +Enforce +True ", columns[1]);
    }

    private static void AssertHardened(JsonNode pod)
    {
        var spec = pod["spec"]!;
        Assert.False((bool)spec["automountServiceAccountToken"]!);
        Assert.Equal(["claim-0"], spec["volumes"]!.AsArray().Select(volume => (string?)volume!["name"]));
        Assert.True((bool)spec["securityContext"]!["runAsNonRoot"]!);
        Assert.Equal("RuntimeDefault", (string?)spec["securityContext"]!["seccompProfile"]!["type"]);
        var container = Assert.Single(spec["containers"]!.AsArray())!["securityContext"]!;
        Assert.True((bool)container["readOnlyRootFilesystem"]!);
        Assert.False((bool)container["allowPrivilegeEscalation"]!);
        Assert.Equal("""{"drop":["ALL"]}""", container["capabilities"]!.ToJsonString());
    }

    private static async Task<IReadOnlyList<string?>> ReasonsAsync(Policy policy) =>
        [.. JsonNode.Parse(await policy.KubectlAsync("get", "events", "-o", "json"))!["items"]!.AsArray()
            .Where(item => (string?)item!["involvedObject"]!["kind"] == "RetentionPolicy").Select(item => (string?)item!["reason"])];
}
