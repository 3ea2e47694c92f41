using System.Text.Json.Nodes;
using Janitor.TestBench;

namespace Janitor.EndToEnd.Quotas;

[Collection(ClusterTests.Name)]
public sealed class VolumeQuotaTests(Cluster cluster)
{
    private static readonly TimeSpan MeasuredWithin = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Apply_QuotaOnAClaim_IsMeasuredByAWorkerThatWritesOnlyToEvict()
    {
        var space = await cluster.CreateNamespaceAsync();
        var volume = await Volume.CreateAsync(cluster, space, "scratch");
        volume.Write("acme/a/1.mp4", TimeSpan.FromHours(2)).Write("acme/2.mp4", TimeSpan.Zero).Write("beta/1.mp4", TimeSpan.Zero, size: 50);
        await volume.GiveAsync();

        await cluster.ApplyAsync($$"""
            apiVersion: janitor.dev/v1alpha1
            kind: StorageQuota
            metadata: { name: tenants, namespace: {{space}} }
            spec: { target: { volume: { claimName: scratch } }, limit: { size: 100 } }
            """);

        JsonNode? status = null;
        await Eventually.HoldsAsync(
            async () => (long?)(status = (await cluster.GetAsync(space, "storagequota", "tenants"))["status"])?["measuredGeneration"] == 1, MeasuredWithin);
        Assert.Equal((250L, 2L, 1L), ((long)status!["total"]!["bytes"]!, (long)status["tenants"]!, (long)status["overLimit"]!));
        Assert.Equal(("acme", 200L), ((string?)status["topTenants"]![0]!["tenant"], (long)status["topTenants"]![0]!["bytes"]!));
        var job = Assert.Single((await cluster.GetAsync(space, "jobs", "-l", "janitor.dev/measurement"))["items"]!.AsArray())!;
        Assert.True((bool)job["spec"]!["template"]!["spec"]!["containers"]![0]!["volumeMounts"]![0]!["readOnly"]!);

        await cluster.KubectlAsync(
            "patch", "storagequota", "tenants", "--namespace", space, "--type", "merge", "-p",
            """{"spec":{"enforcement":"EvictOldest","evict":{"mode":"Enforce","minAge":"1h","maxDeletePercent":"100%"}}}""");

        await Eventually.HoldsAsync(
            async () => (long?)(status = (await cluster.GetAsync(space, "storagequota", "tenants"))["status"])?["measuredGeneration"] == 2, MeasuredWithin);
        Assert.Equal((1L, 100L), ((long)status!["lastEviction"]!["acted"]!, (long)status["lastEviction"]!["bytesFreed"]!));
        Assert.Equal(["acme/2.mp4", "beta/1.mp4"], volume.Files);

        await cluster.KubectlAsync("delete", "storagequota", "tenants", "--namespace", space, "--timeout=60s");
    }
}
