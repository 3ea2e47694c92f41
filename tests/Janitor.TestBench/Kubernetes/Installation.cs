namespace Janitor.TestBench.Kubernetes;

/// <summary>What <c>kubectl apply -k config/default</c> installs: definitions, roles, and an operator's Deployment, which has no node to run on.</summary>
public static class Installation
{
    /// <summary>Installs it; returns when the server knows policies.</summary>
    public static async Task ApplyAsync(ApiServer server)
    {
        var copy = Directory.CreateTempSubdirectory("janitor-config-").FullName;
        try
        {
            await Command.RunAsync("cp", ["-r", Repository.PathOf("config"), copy]);
            // kubectl before 1.21 takes folders as bases only.
            var file = Path.Combine(copy, "config/default/kustomization.yaml");
            await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("resources:", "bases:", StringComparison.Ordinal));
            // Servers before 1.25 know no CEL rules, and kubectl would refuse them.
            await server.KubectlAsync(["apply", "--validate=false", "-k", Path.Combine(copy, "config/default")]);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }

        using var client = server.CreateClient(server.AdminToken);
        var policies = new Uri("apis/janitor.dev/v1alpha1/retentionpolicies", UriKind.Relative);
        await Eventually.HoldsAsync(async () => (await client.GetAsync(policies)).IsSuccessStatusCode);
    }
}
