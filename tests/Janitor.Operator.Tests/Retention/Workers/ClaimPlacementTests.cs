using System.Text.Json.Nodes;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Workers;
using Moq;
using static Janitor.Operator.Tests.OperatorBench;

namespace Janitor.Operator.Tests.Retention.Workers;

public sealed class ClaimPlacementTests
{
    [Fact]
    public async Task Apply_ClaimThatARunningPodMounts_WorkerGoesToItsNode()
    {
        await using var bench = await StartAsync();
        await bench.ApplyAsync(ClaimYaml("remote"));
        var (there, elsewhere) = ($"there-{bench.Namespace}", $"elsewhere-{bench.Namespace}");
        await bench.ApplyAsync(NodeYaml(there));
        await bench.ApplyAsync(NodeYaml(elsewhere));
        // In the order of names the pods that do not count come first.
        await StartPodAsync(bench, "a-pending", elsewhere, "Pending", labels: "{}");
        await StartPodAsync(bench, "b-worker", elsewhere, "Running", labels: "{ app.kubernetes.io/managed-by: janitor }");
        await StartPodAsync(bench, "c-ended", elsewhere, "Succeeded", labels: "{}");
        await StartPodAsync(bench, "d-recorder", there, "Running", labels: "{}");

        await bench.ApplyAsync(PolicyYaml("clips", "rules: [ { name: old, match: { olderThan: 1h } } ]").Replace("claimName: scratch", "claimName: remote", StringComparison.Ordinal));

        var status = await bench.WaitAsync("clips", status => status["activeRun"] is { } run && run["notBefore"] is null);
        var pod = (await bench.GetAsync("job", (string)status["activeRun"]!["job"]!))["spec"]!["template"]!["spec"]!;
        Assert.Equal($$"""{"kubernetes.io/hostname":"host-of-{{there}}"}""", pod["nodeSelector"]!.ToJsonString());
        Assert.Contains("""{"effect":"NoSchedule","key":"video","operator":"Exists"}""", pod["tolerations"]!.AsArray().Select(Sorted));
        Assert.Null(pod["nodeName"]);
    }

    /// <summary>With a mock: the server that tests are run with is older than ReadWriteOncePod, and refuses it.</summary>
    [Theory]
    [InlineData("ReadWriteOncePod", false)]
    [InlineData("ReadWriteMany", true)]
    public async Task Find_OtherAccessModes_OnePodAloneOrAnywhere(string mode, bool free)
    {
        var pod = new Pod
        {
            Metadata = new() { Name = "recorder", Namespace = "media" },
            Spec = new PodSpec { NodeName = "n1", Volumes = [new Volume { PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = "scratch" } }] },
            Status = new PodStatus { Phase = "Running" },
        };
        var client = new Mock<IKubernetesClient>();
        client.Setup(c => c.ListAsync<Pod>(It.IsAny<ListOptions>(), It.IsAny<CancellationToken>())).ReturnsAsync(new KubernetesList<Pod>([pod], "1", null, []));
        var claim = new PersistentVolumeClaim { Metadata = new() { Name = "scratch", Namespace = "media" }, Spec = new PersistentVolumeClaimSpec { AccessModes = [mode] } };

        Assert.Equal(free ? Placement.Anywhere : null, await new ClaimPlacement(client.Object).FindAsync(claim, default));
    }

    private static string NodeYaml(string name) =>
        $$"""
        apiVersion: v1
        kind: Node
        metadata: { name: {{name}}, labels: { kubernetes.io/hostname: host-of-{{name}} } }
        """;

    private static async Task StartPodAsync(OperatorBench bench, string name, string node, string phase, string labels)
    {
        await bench.ApplyAsync(
            $$"""
            apiVersion: v1
            kind: Pod
            metadata: { name: {{name}}, labels: {{labels}} }
            spec:
              nodeName: {{node}}
              containers: [ { name: main, image: i, volumeMounts: [ { name: data, mountPath: /data } ] } ]
              volumes: [ { name: data, persistentVolumeClaim: { claimName: remote } } ]
              tolerations: [ { key: video, operator: Exists, effect: NoSchedule } ]
            """);
        await bench.PatchStatusAsync("pods", name, $$"""{"phase":"{{phase}}"}""");
    }

    private static string Sorted(JsonNode? toleration) =>
        new JsonObject(toleration!.AsObject().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString();
}
