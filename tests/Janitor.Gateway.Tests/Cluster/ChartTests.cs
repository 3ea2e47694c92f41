using Janitor.TestBench;
using Janitor.TestBench.Kubernetes;

namespace Janitor.Gateway.Tests.Cluster;

/// <summary>What the chart makes of the gateway's values, by Helm itself and, where it is to be accepted, by a real API server.</summary>
public sealed class ChartTests
{
    private static readonly string[] Gateway = ["gateway.enabled=true", "ledger.connectionSecretRef.name=books", "ledger.connectionSecretRef.key=uri"];

    [Fact]
    public async Task Template_ByDefault_HasNoGateway() => Assert.DoesNotContain("gateway", await TemplateAsync(), StringComparison.Ordinal);

    [Fact]
    public async Task Template_GatewayWithoutALedger_FailsAndSaysWhatToDo()
    {
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => TemplateAsync("gateway.enabled=true"));

        Assert.Contains("ledger.connectionSecretRef", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_Gateway_IsAcceptedByTheServer()
    {
        // Helm refuses what others have put there, and the shared server may have an installation.
        await using var server = await ApiServer.StartOwnAsync();
        var @namespace = await server.CreateNamespaceAsync();

        var yaml = await TemplateAsync([.. Gateway, "networkPolicy.enabled=true"], ["--validate", "--kubeconfig", server.KubeconfigFile, "--namespace", @namespace]);
        var applied = await server.KubectlAsync(["apply", "--namespace", @namespace, "--dry-run=server", "-f", "-"], yaml);

        foreach (var kind in (string[])["deployment.apps", "service", "serviceaccount", "horizontalpodautoscaler.autoscaling", "poddisruptionbudget.policy", "networkpolicy.networking.k8s.io", "clusterrole.rbac.authorization.k8s.io"])
            Assert.Contains($"{kind}/janitor-gateway created", applied, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_NamedNamespaces_SecretsAreReadThereAlone()
    {
        var yaml = await TemplateAsync([.. Gateway, "watchNamespaces={media}"], ["--show-only", "templates/gateway-access.yaml"]);

        var documents = yaml.Split("\n---\n");
        Assert.DoesNotContain("secrets", Assert.Single(documents, document => document.Contains("kind: ClusterRole\n", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("secrets", Assert.Single(documents, document => document.Contains("kind: Role\n", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static Task<string> TemplateAsync(params string[] values) => TemplateAsync(values, []);

    private static async Task<string> TemplateAsync(string[] values, string[] more)
    {
        var helm = (await Command.RunAsync(Repository.PathOf("eng/install-helm"), [])).Trim();
        return await Command.RunAsync(
            Path.Combine(helm, "helm"), ["template", "janitor", Repository.PathOf("charts/janitor"), "--set", "crds.enabled=false", .. values.SelectMany(value => (string[])["--set", value]), .. more]);
    }
}
