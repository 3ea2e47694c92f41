using System.Diagnostics;
using Janitor.TestBench.Kubernetes;

namespace Janitor.Cli.Tests.Commands.Kubectl;

/// <summary>What all commands of the plug-in have in common: its name, its help, which cluster, and what they say when that does not go well.</summary>
public sealed class PluginTests
{
    [Fact]
    public async Task Kubectl_LinkOnThePath_FindsThePlugin()
    {
        await using var bench = await PluginBench.StartAsync();
        var start = new ProcessStartInfo(bench.Server.Kubectl, ["janitor", "suspend", "rtp/clips", "-n", bench.Namespace])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(bench.Plugin.Program)}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["KUBECONFIG"] = bench.Server.KubeconfigFile;

        using var kubectl = Process.Start(start)!;
        var output = await kubectl.StandardOutput.ReadToEndAsync();
        var errors = await kubectl.StandardError.ReadToEndAsync();
        await kubectl.WaitForExitAsync();

        Assert.Equal((0, string.Empty, $"{bench.Namespace}/clips suspended\n"), (kubectl.ExitCode, errors, output));
        Assert.True((bool)(await bench.GetAsync())["spec"]!["suspend"]!);
    }

    [Theory]
    [InlineData("", "kubectl janitor [command] [options]", "kubectl janitor run clips -n media --wait")]
    [InlineData("run", "kubectl janitor run <POLICY> [options]", "kubectl janitor run clips -n media --wait --timeout 10m")]
    [InlineData("plan", "kubectl janitor plan <POLICY> [options]", "kubectl janitor plan clips -n media")]
    [InlineData("history", "kubectl janitor history <POLICY> [options]", "kubectl janitor history clips -n media -o json")]
    [InlineData("suspend", "kubectl janitor suspend <POLICY> [options]", "kubectl janitor suspend clips -n media")]
    [InlineData("resume", "kubectl janitor resume <POLICY> [options]", "kubectl janitor resume clips -n media")]
    public async Task Help_AnyCommand_IsSaidAsKubectlJanitor(string command, string usage, string example)
    {
        await using var bench = await PluginBench.StartAsync();

        var result = await bench.Plugin.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        Assert.Contains($"Usage:\n  {usage}\n", result.Output, StringComparison.Ordinal);
        var examples = result.Output[result.Output.IndexOf("\nExamples:\n", StringComparison.Ordinal)..];
        Assert.Contains($"\n  {example}", examples, StringComparison.Ordinal);
        Assert.Contains("\nExit codes:\n  0 done · 1 failed", examples, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Janitor_UnderItsOwnName_HasNoneOfTheCommands()
    {
        using var janitor = new JanitorProcess();

        var help = await janitor.RunAsync("--help");
        var history = await janitor.RunAsync("history", "clips");

        Assert.DoesNotContain("history", help.Output, StringComparison.Ordinal);
        Assert.Equal(2, history.Code);
    }

    [Theory]
    [InlineData("history", "Required argument 'POLICY' missing for command: 'history'.|try: kubectl janitor history --help")]
    [InlineData("history pod/clips", "\"pod\" is another resource than retentionpolicies; write NAME, retentionpolicy/NAME or rtp/NAME|try: kubectl janitor history --help")]
    [InlineData("plan clips --timeout 5", "--timeout: \"5\" is not a duration such as 30s, 15m, 36h, 7d, 2w or 1h30m|try: kubectl janitor plan --help")]
    [InlineData("run clips --timeout 5s", "--timeout: add --wait, or there is nothing to wait for|try: kubectl janitor run --help")]
    [InlineData("apply -f x", "Required command was not provided.|Unrecognized command or argument 'apply'.|Unrecognized command or argument '-f'.|Unrecognized command or argument 'x'.|try: kubectl janitor --help")]
    [InlineData("history clips --context nix", "error: */kubeconfig: there is no context \"nix\"; choose one of: test.")]
    [InlineData("history clips --kubeconfig /nix", "error: There is no file /nix. Give the path of a kubeconfig that is there.")]
    public async Task Arguments_Mistaken_AreToldWithExitCode2(string arguments, string errors)
    {
        await using var bench = await PluginBench.StartAsync();

        var result = await bench.Plugin.RunAsync(arguments.Split(' '));

        Assert.Equal((2, string.Empty), (result.Code, result.Output));
        var told = string.Join('|', result.ErrorLines).Replace(bench.Server.KubeconfigFile, "*/kubeconfig", StringComparison.Ordinal);
        Assert.Equal(errors, told);
    }

    [Fact]
    public async Task Kubeconfig_None_SaysWhereOneWasLookedFor()
    {
        await using var bench = await PluginBench.StartAsync();
        bench.Plugin.Environment["KUBECONFIG"] = string.Empty;

        var result = await bench.Plugin.RunAsync("history", "clips");

        Assert.Equal(2, result.Code);
        Assert.Equal(
            "error: No cluster is known: KUBECONFIG is not set, this is no pod (KUBERNETES_SERVICE_HOST is not set), and there is no "
            + $"{bench.Plugin.Folder}/.kube/config. Set KUBECONFIG to the path of a kubeconfig.\n",
            result.Errors);
    }

    [Fact]
    public async Task Context_OfTheKubeconfig_GivesServerAndNamespace()
    {
        await using var bench = await PluginBench.StartAsync();
        var text = (await File.ReadAllTextAsync(bench.Server.KubeconfigFile)).Replace(
            "contexts: [", $"contexts: [{{name: other, context: {{cluster: test, user: test, namespace: {bench.Namespace}}}}}, ", StringComparison.Ordinal);
        bench.Plugin.With("config", text);
        bench.Plugin.Environment["KUBECONFIG"] = Path.Combine(bench.Plugin.Folder, "config");

        var other = await bench.Plugin.RunAsync("suspend", "clips", "--context", "other");
        var current = await bench.Plugin.RunAsync("suspend", "clips");
        var named = await bench.Plugin.RunAsync("suspend", "clips", "--context", "other", "-n", "elsewhere");

        Assert.Equal((0, $"{bench.Namespace}/clips suspended\n"), (other.Code, other.Output));
        Assert.Equal((1, 1), (current.Code, named.Code));
        Assert.StartsWith("error: there is no RetentionPolicy \"clips\" in namespace default;", current.Errors, StringComparison.Ordinal);
        Assert.StartsWith("error: there is no RetentionPolicy \"clips\" in namespace elsewhere;", named.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "nix")]
    [InlineData("plan", "nix")]
    [InlineData("history", "nix")]
    [InlineData("suspend", "nix")]
    public async Task Policy_Unknown_IsSaidWithItsNamespace(string command, string policy)
    {
        await using var bench = await PluginBench.StartAsync();

        var result = await bench.RunAsync(command, policy);

        Assert.Equal((1, string.Empty), (result.Code, result.Output));
        Assert.Equal(
            $"error: there is no RetentionPolicy \"nix\" in namespace {bench.Namespace}; kubectl get retentionpolicies -A lists all, and -n names another namespace\n",
            result.Errors);
    }

    [Fact]
    public async Task Server_Unreachable_IsOneLine()
    {
        await using var bench = await PluginBench.StartAsync();
        bench.Plugin.With("config", """
            current-context: x
            contexts: [ { name: x, context: { cluster: c } } ]
            clusters: [ { name: c, cluster: { server: "https://127.0.0.1:1" } } ]
            """);

        var result = await bench.Plugin.RunAsync("history", "clips", "--kubeconfig", "config");

        Assert.Equal(1, result.Code);
        Assert.StartsWith("error: get retentionpolicies.janitor.dev clips in namespace default: 127.0.0.1:1: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_ViewAndEdit_AllowWhatTheyAreSaidTo()
    {
        await using var bench = await PluginBench.StartAsync();
        var (stranger, viewer, editor) = (bench.Server.AddUser(), bench.Server.AddUser(), bench.Server.AddUser());
        await bench.Server.KubectlAsync(["create", "rolebinding", "view", "-n", bench.Namespace, "--clusterrole=janitor-view", $"--user={viewer.Name}"]);
        await bench.Server.KubectlAsync(["create", "rolebinding", "edit", "-n", bench.Namespace, "--clusterrole=janitor-edit", $"--user={editor.Name}"]);

        var nothing = await bench.RunAsAsync(stranger, "history", "clips");
        var history = await bench.RunAsAsync(viewer, "history", "clips");
        var refused = await bench.RunAsAsync(viewer, "suspend", "clips");
        var suspended = await bench.RunAsAsync(editor, "suspend", "clips");

        Assert.Equal((1, 0, 1, 0), (nothing.Code, history.Code, refused.Code, suspended.Code));
        Assert.Contains($"User \"{stranger.Name}\" cannot get resource \"retentionpolicies\" in API group \"janitor.dev\" in the namespace \"{bench.Namespace}\"", nothing.Errors, StringComparison.Ordinal);
        Assert.Contains("cannot patch resource \"retentionpolicies\"", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("history takes the ClusterRole view", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_WithoutTheDefinition_SaysHowToInstall()
    {
        await using var bench = await PluginBench.StartAsync();
        await using var bare = await ApiServer.StartOwnAsync();

        var result = await bench.Plugin.RunAsync("history", "clips", "--kubeconfig", bare.KubeconfigFile);

        Assert.Equal(1, result.Code);
        Assert.StartsWith("error: this cluster does not know RetentionPolicies: install Janitor (helm install janitor charts/janitor,", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
