using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Janitor.Kubernetes.Connection;
using Janitor.Operator.Hosting;
using Janitor.Operator.Workers;
using Janitor.TestBench;
using Janitor.TestBench.Kubernetes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Tests;

/// <summary>
/// An operator at work against a real API server, in a namespace of its own with a claim that is mounted into it. It may do what <c>config/rbac</c> allows
/// it, and no more.
/// </summary>
internal sealed class OperatorBench : IAsyncDisposable
{
    /// <summary>The name of the claim whose directory is <see cref="Volume"/>.</summary>
    public const string Claim = "scratch";

    /// <summary>The operator's cluster role.</summary>
    public const string Role = "janitor";

    private static readonly Lazy<Task<ApiServer>> Server = new(PrepareAsync);

    private readonly ApiServer _server;
    private readonly OperatorSettings _settings;
    private readonly WarningLog _log = new();
    private WebApplication? _app;

    private OperatorBench(ApiServer server, string kubeconfig, string @namespace, Func<OperatorSettings, OperatorSettings> with)
    {
        (_server, Namespace) = (server, @namespace);
        Volume = Directory.CreateTempSubdirectory("janitor-operator-").FullName;
        _settings = with(new OperatorSettings
        {
            Kubeconfig = kubeconfig,
            Namespaces = [@namespace],
            Runs = new OperatorRunOptions { Volumes = new Dictionary<string, string> { [$"{@namespace}/{Claim}"] = Volume } },
            Workers = new WorkerOptions { Image = "janitor:test" },
            KubeletStats = false,
            HealthPort = Ports.Free(),
            MetricsPort = Ports.Free(),
            LogLevel = LogLevel.Warning,
        });
    }

    public string Namespace { get; }

    public string Volume { get; }

    /// <summary>Raises one, with its claim there already.</summary>
    /// <param name="with">Changes what the operator is told.</param>
    /// <param name="role">The cluster role that it has.</param>
    public static async Task<OperatorBench> StartAsync(Func<OperatorSettings, OperatorSettings>? with = null, string role = Role)
    {
        var server = await Server.Value;
        var @namespace = await server.CreateNamespaceAsync();
        var token = await server.CreateServiceAccountAsync(@namespace, "operator");
        await server.KubectlAsync(["create", "clusterrolebinding", @namespace, $"--clusterrole={role}", $"--serviceaccount={@namespace}:operator"]);
        var bench = new OperatorBench(server, server.WriteKubeconfig(token), @namespace, with ?? (settings => settings));
        await bench.ApplyAsync(ClaimYaml(Claim));
        await bench.StartOperatorAsync();
        return bench;
    }

    /// <summary>Makes a cluster role like the operator's, but for one verb on one resource, and returns its name.</summary>
    public static async Task<string> CreateRoleWithoutAsync(string verb, string resource)
    {
        var server = await Server.Value;
        var role = JsonNode.Parse(await server.KubectlAsync(["get", "clusterrole", Role, "-o", "json"]))!;
        var name = $"janitor-without-{verb}-{resource}";
        role["metadata"] = new JsonObject { ["name"] = name };
        var verbs = role["rules"]!.AsArray().Single(rule => rule!["resources"]!.AsArray().Any(found => (string?)found == resource))!["verbs"]!.AsArray();
        Assert.Equal(1, verbs.RemoveAll(found => (string?)found == verb));
        await server.KubectlAsync(["apply", "-f", "-"], role.ToJsonString());
        return name;
    }

    /// <summary>Gives the operator one more cluster role.</summary>
    public Task GiveRoleAsync(string role) =>
        _server.KubectlAsync(["create", "clusterrolebinding", $"{Namespace}-{role.Replace(':', '-')}", $"--clusterrole={role}", $"--serviceaccount={Namespace}:operator"]);

    /// <summary>A token of a user without any roles but the given one.</summary>
    public async Task<string> CreateUserAsync(string? role = null)
    {
        var name = $"user-{role ?? "nobody"}";
        var token = await _server.CreateServiceAccountAsync(Namespace, name);
        if (role is not null)
            await _server.KubectlAsync(["create", "clusterrolebinding", $"{Namespace}-{name}", $"--clusterrole={role}", $"--serviceaccount={Namespace}:{name}"]);
        return token;
    }

    /// <summary>A claim as YAML.</summary>
    public static string ClaimYaml(string name) =>
        $"""
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {"{"} name: {name} {"}"}
        spec: {"{"} accessModes: [ReadWriteOnce], resources: {"{"} requests: {"{"} storage: 1Gi {"}"} {"}"} {"}"}
        """;

    /// <summary>A policy as YAML; what is given comes into its spec.</summary>
    public static string PolicyYaml(string name, string spec) =>
        $$"""
        apiVersion: janitor.dev/v1alpha1
        kind: RetentionPolicy
        metadata: { name: {{name}} }
        spec:
          mode: Enforce
          target: { volume: { claimName: {{Claim}} } }
          {{spec.ReplaceLineEndings("\n  ")}}
        """;

    /// <summary>A quota of the bench's claim, named <c>media</c>.</summary>
    public static string QuotaYaml(string spec) =>
        $$"""
        apiVersion: janitor.dev/v1alpha1
        kind: StorageQuota
        metadata: { name: media }
        spec:
          target: { volume: { claimName: {{Claim}} } }
          {{spec.ReplaceLineEndings("\n  ")}}
        """;

    public async Task StartOperatorAsync()
    {
        var cluster = new ConnectionSearch { Kubeconfig = _settings.Kubeconfig }.Find(TimeProvider.System);
        _app = OperatorProcess.Build(_settings, cluster, TimeProvider.System);
        _app.Services.GetRequiredService<ILoggerFactory>().AddProvider(_log);
        await _app.StartAsync();
    }

    public async Task StopOperatorAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    public Task<string> ApplyAsync(string yaml) => _server.KubectlAsync(["apply", "--namespace", Namespace, "-f", "-"], yaml);

    public Task<string> KubectlAsync(params string[] arguments) => _server.KubectlAsync([.. arguments, "--namespace", Namespace]);

    public async Task<JsonNode> GetAsync(string kind, string name) => JsonNode.Parse(await KubectlAsync(name.Length == 0 ? ["get", kind, "-o", "json"] : ["get", kind, name, "-o", "json"]))!;

    /// <summary>Waits until a policy's status is so.</summary>
    public Task<JsonNode> WaitAsync(string name, Func<JsonNode, bool> holds) => WaitAsync("retentionpolicy", name, holds);

    /// <summary>Waits until the status of the quota <c>media</c> is so.</summary>
    public Task<JsonNode> WaitForQuotaAsync(Func<JsonNode, bool> holds) => WaitAsync("storagequota", "media", holds);

    /// <summary>Waits until an object's status is so.</summary>
    public async Task<JsonNode> WaitAsync(string kind, string name, Func<JsonNode, bool> holds)
    {
        JsonNode? last = null;
        try
        {
            await Eventually.HoldsAsync(async () => (last = (await GetAsync(kind, name))["status"]) is not null && holds(last!));
        }
        catch (TimeoutException problem)
        {
            throw new TimeoutException($"{problem.Message}; the status is {last?.ToJsonString()}; the log says {_log}", problem);
        }

        return last!;
    }

    /// <summary>A condition of a status, as <c>True/Reason</c>; null when it is not there.</summary>
    public static string? Condition(JsonNode status, string type) => status["conditions"]?.AsArray()
        .Where(condition => (string?)condition!["type"] == type).Select(condition => $"{condition!["status"]}/{condition["reason"]}").FirstOrDefault();

    /// <summary>Says what the kubelet or a controller would say: a merge patch of an object's status.</summary>
    /// <param name="collection">The path below the namespace's: <c>pods</c>, <c>jobs</c> or <c>retentionpolicies</c>.</param>
    /// <param name="name">The object.</param>
    /// <param name="status">The status, as JSON.</param>
    public async Task PatchStatusAsync(string collection, string name, string status)
    {
        var root = collection switch { "pods" => "api/v1", "jobs" => "apis/batch/v1", _ => "apis/janitor.dev/v1alpha1" };
        using var client = _server.CreateClient(_server.AdminToken);
        using var content = new StringContent($$"""{"status":{{status}}}""", System.Text.Encoding.UTF8, "application/merge-patch+json");
        using var answer = await client.PatchAsync(new Uri($"{root}/namespaces/{Namespace}/{collection}/{name}/status", UriKind.Relative), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public string Write(string path, TimeSpan? age = null)
    {
        var full = Path.Combine(Volume, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, "content");
        File.SetLastWriteTimeUtc(full, TimeProvider.System.GetUtcNow().UtcDateTime - (age ?? TimeSpan.Zero));
        return full;
    }

    public async Task<(HttpStatusCode Code, string Text)> ReadAsync(string path, string? token = null)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
        var port = path == "/metrics" ? _settings.MetricsPort : _settings.HealthPort;
        using var answer = await client.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}{path}")));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await StopOperatorAsync();
        Directory.Delete(Volume, recursive: true);
    }

    private static async Task<ApiServer> PrepareAsync()
    {
        var server = await ApiServer.StartAsync();
        await Installation.ApplyAsync(server);
        return server;
    }
}
