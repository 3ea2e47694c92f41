namespace Janitor.TestBench.Kubernetes;

/// <summary>The definition of policies, as the project's own <c>config/</c> has it.</summary>
public static class PolicyDefinition
{
    /// <summary>The repository's folder.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Makes a server know policies; returns when it does.</summary>
    public static async Task ApplyAsync(ApiServer server)
    {
        // Servers before 1.25 know no CEL rules, and kubectl would refuse them.
        await server.KubectlAsync(["apply", "--validate=false", "-f", Path.Combine(RepositoryRoot, "config/crd/retentionpolicies.janitor.dev.yaml")]);
        using var client = server.CreateClient(server.AdminToken);
        var policies = new Uri("apis/janitor.dev/v1alpha1/retentionpolicies", UriKind.Relative);
        await Eventually.HoldsAsync(async () => (await client.GetAsync(policies)).IsSuccessStatusCode);
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Janitor.Operator.sln")))
            directory = directory.Parent!;
        return directory.FullName;
    }
}
