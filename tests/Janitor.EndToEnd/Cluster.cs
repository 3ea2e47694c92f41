using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Janitor.TestBench;

namespace Janitor.EndToEnd;

/// <summary>
/// A real cluster with Janitor installed by its chart (eng/cluster), raised once in a folder of its own. It ends with this process, however that ends.
/// </summary>
public sealed class Cluster : IAsyncLifetime
{
    /// <summary>Where the operator is.</summary>
    public const string OperatorNamespace = "janitor-system";

    // The image may have to be built, and Kubernetes itself.
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(2);

    // Of what it said, for the error.
    private const int LastLines = 80;

    private readonly string _folder = Directory.CreateTempSubdirectory("janitor-e2e-").FullName;
    private readonly Dictionary<string, string> _parts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _said = new();
    private Process? _process;

    /// <summary>The image of the operator and its workers, which is on the node.</summary>
    public string Image => _parts["image"];

    /// <summary>A folder in which directories are for <c>local</c> volumes.</summary>
    public string Volumes => _parts["volumes"];

    /// <summary>Where servers have to listen for pods to reach them.</summary>
    public string Address => _parts["address"];

    private string State => Path.Combine(_folder, "cluster");

    /// <summary>Raises it: half a minute, and some minutes where the image is built.</summary>
    public async Task InitializeAsync()
    {
        _process = Process.Start(new ProcessStartInfo(Repository.PathOf("eng/cluster"), ["hold", State])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // Its progress is for whoever waits, and its end for whoever reads why it failed.
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginErrorReadLine();
        using var deadline = new CancellationTokenSource(StartsWithin, TimeProvider.System);
        while (await _process.StandardOutput.ReadLineAsync(deadline.Token) is { Length: > 0 } line)
        {
            var part = line.Split('=', 2);
            _parts[part[0]] = part[1];
        }

        if (_parts.Count == 0)
        {
            await _process.WaitForExitAsync(deadline.Token);
            throw new InvalidOperationException("The cluster did not come up. eng/cluster said last:\n" + string.Join('\n', _said));
        }
    }

    /// <summary>Ends it.</summary>
    public async Task DisposeAsync()
    {
        _process!.StandardInput.Close();
        using var deadline = new CancellationTokenSource(EndsWithin, TimeProvider.System);
        await _process.WaitForExitAsync(deadline.Token);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Installs the chart, or upgrades the release, and waits until the operator is ready.</summary>
    public Task InstallAsync() => Command.RunAsync(Repository.PathOf("eng/cluster"), ["install", State]);

    /// <summary>Runs Helm.</summary>
    public Task<string> HelmAsync(params string[] arguments) => Command.RunAsync(_parts["helm"], ["--kubeconfig", _parts["kubeconfig"], .. arguments]);

    /// <summary>Runs promtool.</summary>
    public Task<string> PromtoolAsync(string input, params string[] arguments) => Command.RunAsync(_parts["promtool"], arguments, input);

    /// <summary>Runs kubectl as the admin and returns what it wrote to standard output.</summary>
    public Task<string> KubectlAsync(params string[] arguments) => KubectlWithInputAsync(string.Empty, arguments);

    /// <summary>Applies YAML.</summary>
    public Task<string> ApplyAsync(string yaml) => KubectlWithInputAsync(yaml, "apply", "-f", "-");

    /// <summary>Kills the operator's process, which is this machine's, and then the pod, because the kubelet starts a container that died often later each time.</summary>
    public async Task KillOperatorAsync()
    {
        foreach (var process in Process.GetProcessesByName("janitor"))
        {
            using (process)
            {
                var words = await File.ReadAllTextAsync($"/proc/{process.Id}/cmdline");
                if (words.Contains($"\0operator\0--worker-image={Image}\0", StringComparison.Ordinal))
                    process.Kill();
            }
        }

        await KubectlAsync(
            "delete", "pod", "--namespace", OperatorNamespace, "--selector", "app.kubernetes.io/component=operator", "--force", "--grace-period=0");
    }

    /// <summary>Makes a namespace with a random name and returns the name.</summary>
    public async Task<string> CreateNamespaceAsync()
    {
        var name = $"test-{Guid.NewGuid():N}"[..16];
        await KubectlAsync("create", "namespace", name);
        return name;
    }

    /// <summary>Reads one object, or with a selector instead of the name a list of them.</summary>
    public async Task<JsonNode> GetAsync(string @namespace, params string[] which) =>
        JsonNode.Parse(await KubectlAsync(["get", "--namespace", @namespace, "-o", "json", .. which]))!;

    /// <summary>The PostgreSQL server, which pods reach.</summary>
    public Task<PostgresServer> PostgresAsync() => PostgresServer.StartAsync(Address);

    /// <summary>The S3 server, which pods reach.</summary>
    public Task<S3Server> S3Async() => S3Server.StartAsync(Address);

    private void Hear(string? line)
    {
        if (line is null)
            return;
        Console.Error.WriteLine(line);
        _said.Enqueue(line);
        if (_said.Count > LastLines)
            _said.TryDequeue(out _);
    }

    private Task<string> KubectlWithInputAsync(string input, params string[] arguments) =>
        Command.RunAsync(_parts["kubectl"], ["--kubeconfig", _parts["kubeconfig"], "--cache-dir", Path.Combine(_folder, "kubectl"), .. arguments], input);
}
