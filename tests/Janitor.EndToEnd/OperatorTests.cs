namespace Janitor.EndToEnd;

[Collection(ClusterTests.Name)]
public sealed class OperatorTests(Cluster cluster)
{
    [Fact]
    public async Task Metrics_AfterARun_PassPromtool()
    {
        var space = await cluster.CreateNamespaceAsync();
        await Volume.CreateAsync(cluster, space, "scratch");
        var policy = await Policy.ApplyAsync(cluster, space, "clips", """
            target: { volume: { claimName: scratch } }
            rules: [ { name: old, match: { olderThan: 1h } } ]
            """);
        await policy.WaitForRunAsync("Change");

        var pod = Assert.Single((await cluster.KubectlAsync("get", "pods", "--namespace", Cluster.OperatorNamespace, "-o", "name")).Split('\n', StringSplitOptions.RemoveEmptyEntries))["pod/".Length..];
        var metrics = await cluster.KubectlAsync("get", "--raw", $"/api/v1/namespaces/{Cluster.OperatorNamespace}/pods/{pod}:8080/proxy/metrics");

        Assert.Matches($"janitor_run_total\\{{.*namespace=\"{space}\".*\\}} 1\n", metrics);
        Assert.Contains("\nleader_election_master_status", metrics, StringComparison.Ordinal);
        Assert.Equal(string.Empty, await cluster.PromtoolAsync(metrics, "check", "metrics"));
    }

    [Fact]
    public async Task Uninstall_AndInstallAgain_KeepsTheDefinitionsAndThePolicies()
    {
        var space = await cluster.CreateNamespaceAsync();
        var volume = await Volume.CreateAsync(cluster, space, "scratch");
        var policy = await Policy.ApplyAsync(cluster, space, "clips", """
            mode: Enforce
            target: { volume: { claimName: scratch } }
            rules: [ { name: old, match: { olderThan: 1h } } ]
            """);
        var before = (string?)(await policy.WaitForRunAsync("Change"))["lastRun"]!["id"];
        volume.Write("old.mp4", TimeSpan.FromHours(2));
        await volume.GiveAsync();

        await cluster.HelmAsync("uninstall", "janitor", "--namespace", Cluster.OperatorNamespace);
        try
        {
            await TestBench.Eventually.HoldsAsync(
                async () => (await cluster.KubectlAsync("get", "pods,deployments", "--namespace", Cluster.OperatorNamespace, "-o", "name")).Length == 0, TimeSpan.FromMinutes(2));
            Assert.Equal(["backups.janitor.dev", "backupschedules.janitor.dev", "restores.janitor.dev", "retentionpolicies.janitor.dev", "storagequotas.janitor.dev"], (await cluster.KubectlAsync("get", "crd", "-o", "jsonpath={.items[*].metadata.name}")).Split(' ').Order(StringComparer.Ordinal));
            Assert.Equal(before, (string?)(await policy.StatusAsync())!["lastRun"]!["id"]);
            await policy.AskAsync("after");
        }
        finally
        {
            await cluster.InstallAsync();
        }

        // Asked for while nobody was there to hear it; and the same generation is not run again.
        var status = await policy.WaitForRunAsync("Manual", "after");
        Assert.Equal(before, (string?)status["history"]![0]!["id"]);
        Assert.Empty(volume.Files);
    }
}
