using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Janitor.TestBench;
using Janitor.TestBench.Kubernetes;

namespace Janitor.Cli.Tests.Commands.Kubectl;

/// <summary>The plug-in as kubectl starts it, in a namespace of a real API server, with the operator as a process of its own or the test in its place.</summary>
internal sealed class PluginBench : IAsyncDisposable
{
    private static readonly Lazy<Task<ApiServer>> Prepared = new(PrepareAsync);

    private readonly string _links = Directory.CreateTempSubdirectory("janitor-links-").FullName;
    private readonly JanitorProcess _operator = new();
    private Process? _running;

    private PluginBench(ApiServer server, string @namespace)
    {
        (Server, Namespace) = (server, @namespace);
        var link = Path.Combine(_links, "kubectl-janitor");
        File.CreateSymbolicLink(link, Path.Combine(AppContext.BaseDirectory, "janitor"));
        Plugin = new JanitorProcess { Program = link };
        Plugin.Environment["KUBECONFIG"] = server.KubeconfigFile;
        Plugin.Environment["HOME"] = Plugin.Folder;
    }

    public ApiServer Server { get; }

    public string Namespace { get; }

    /// <summary>The plug-in, with the admin's kubeconfig; its data directory is the claim <c>scratch</c>.</summary>
    public JanitorProcess Plugin { get; }

    /// <summary>A namespace with the policy <c>clips</c>, and no operator.</summary>
    public static async Task<PluginBench> StartAsync(string? policy = null)
    {
        var server = await Prepared.Value;
        var bench = new PluginBench(server, await server.CreateNamespaceAsync());
        await bench.ApplyAsync(policy ?? Policy());
        return bench;
    }

    /// <summary>The policy <c>clips</c>, which runs only when it is asked to; what is given comes into its spec.</summary>
    public static string Policy(string mode = "Enforce", string more = "rules: [ { name: old, match: { olderThan: 1h } } ]", string claim = "scratch") => $$"""
        apiVersion: janitor.dev/v1alpha1
        kind: RetentionPolicy
        metadata: { name: clips }
        spec:
          mode: {{mode}}
          schedule: "0 0 1 1 *"
          target: { volume: { claimName: {{claim}} } }
          {{more.ReplaceLineEndings("\n  ")}}

        """;

    /// <summary>Starts an operator for the namespace, which has the claim mounted.</summary>
    public async Task StartOperatorAsync()
    {
        await ApplyAsync("""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: { name: scratch }
            spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
            """);
        _running = _operator.Start(
            "operator", "--kubeconfig", Server.KubeconfigFile, "--namespace", Namespace, "--volume", $"{Namespace}/scratch={Plugin.Data}",
            "--metrics-port", "0", "--health-port", "0", "--log-level", "Warning");
        _ = _running.StandardOutput.ReadToEndAsync();
        _ = _running.StandardError.ReadToEndAsync();
    }

    /// <summary>Runs the plug-in in the namespace.</summary>
    public Task<JanitorResult> RunAsync(params string[] arguments) => Plugin.RunAsync([.. arguments, "-n", Namespace]);

    /// <summary>Runs it as somebody else.</summary>
    public Task<JanitorResult> RunAsAsync(ApiServerUser user, params string[] arguments) =>
        RunAsync([.. arguments, "--kubeconfig", Server.WriteKubeconfig(user.Token)]);

    public Task<string> ApplyAsync(string yaml) => Server.KubectlAsync(["apply", "--namespace", Namespace, "-f", "-"], yaml);

    public async Task<JsonNode> GetAsync() => JsonNode.Parse(await Server.KubectlAsync(["get", "retentionpolicy", "clips", "--namespace", Namespace, "-o", "json"]))!;

    /// <summary>Says what the operator would say: a merge patch of the policy's status.</summary>
    public async Task PatchStatusAsync(string status)
    {
        using var content = new StringContent($$"""{"status":{{status}}}""", Encoding.UTF8, "application/merge-patch+json");
        var path = new Uri($"apis/janitor.dev/v1alpha1/namespaces/{Namespace}/retentionpolicies/clips/status", UriKind.Relative);
        using var answer = await Server.Client.PatchAsync(path, content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Waits for what the plug-in asks for, and returns the annotation's value.</summary>
    public async Task<string> WaitForRequestAsync(string annotation)
    {
        string? value = null;
        await Eventually.HoldsAsync(async () => (value = (string?)(await GetAsync())["metadata"]!["annotations"]?[annotation]) is not null);
        return value!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            _running.Kill();
            await _running.WaitForExitAsync();
            _running.Dispose();
        }

        _operator.Dispose();
        Plugin.Dispose();
        Directory.Delete(_links, recursive: true);
    }

    private static async Task<ApiServer> PrepareAsync()
    {
        var server = await ApiServer.StartAsync();
        await Installation.ApplyAsync(server);
        return server;
    }
}
