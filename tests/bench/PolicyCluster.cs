using System.Diagnostics;
using System.Globalization;
using System.Text;
using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;
using Janitor.TestBench;
using Janitor.TestBench.Kubernetes;

namespace Janitor.Bench;

/// <summary>
/// An API server with the resource's definition, the operator's role, and policies in twenty namespaces: half of them of claims, half of them of buckets with
/// Secrets, each of its own, and all of them there. Their schedule comes half a year from now.
/// </summary>
internal sealed class PolicyCluster : IAsyncDisposable
{
    public const int Namespaces = 20;

    private const string Home = "janitor-system";
    private const string Resource = "retentionpolicies";
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 8 };

    private static readonly TimeSpan LongestWatch = TimeSpan.FromMinutes(5);

    private readonly ApiServer _server;
    private readonly KubernetesClient _client;
    private readonly string _schedule;
    private int _dependencies;

    private PolicyCluster(ApiServer server, string kubeconfig)
    {
        (_server, Kubeconfig) = (server, kubeconfig);
        var connection = new ConnectionSearch { Kubeconfig = server.KubeconfigFile }.Find(TimeProvider.System);
        _client = new KubernetesClient(connection, new KubernetesClientOptions { Types = JanitorJson.Default }, TimeProvider.System);
        _schedule = TimeProvider.System.GetUtcNow().AddDays(180).ToString("'0 0 'd' 'M' *'", CultureInfo.InvariantCulture);
    }

    /// <summary>The kubeconfig file of the operator's service account, which may do what its role lets it, no more.</summary>
    public string Kubeconfig { get; }

    /// <summary>Raises one, without policies.</summary>
    public static async Task<PolicyCluster> StartAsync()
    {
        var server = await ApiServer.StartOwnAsync();
        await server.KubectlAsync(["create", "namespace", Home]);
        var kubeconfig = server.WriteKubeconfig(await server.CreateServiceAccountAsync(Home, "janitor"));
        await server.KubectlAsync(["config", "set-context", "--current", "--namespace", Home, "--kubeconfig", kubeconfig]);
        // Servers before 1.25 know no CEL rules, and kubectl would refuse them.
        await server.KubectlAsync(["apply", "--validate=false", "-f", Repository.PathOf("config/crd/retentionpolicies.janitor.dev.yaml")]);
        foreach (var file in (string[])["role.yaml", "role_binding.yaml", "leader_role.yaml"])
            await server.KubectlAsync(["apply", "-f", Repository.PathOf($"config/rbac/{file}")]);
        var cluster = new PolicyCluster(server, kubeconfig);
        foreach (var space in AllNamespaces)
            await cluster.PostAsync("api/v1/namespaces", $$"""{ "metadata": { "name": "{{space}}" } }""");
        await Eventually.HoldsAsync(async () => (await server.Client.GetAsync(Relative($"apis/{RetentionPolicy.Version}/{Resource}"))).IsSuccessStatusCode);
        return cluster;
    }

    /// <summary>Makes all policies anew, without a status, and what they refer to.</summary>
    public async Task FillAsync(int policies)
    {
        await Parallel.ForEachAsync(AllNamespaces, AtOnce, async (space, token) =>
        {
            using var answer = await _server.Client.DeleteAsync(Relative($"apis/{RetentionPolicy.Version}/namespaces/{space}/{Resource}"), token);
            answer.EnsureSuccessStatusCode();
        });
        await MakeDependenciesAsync(policies);
        await Parallel.ForAsync(0, policies, AtOnce, async (i, _) => await MakePolicyAsync(i));
    }

    /// <summary>Makes what policies of these numbers refer to, unless it is there.</summary>
    public async Task MakeDependenciesAsync(int policies)
    {
        await Parallel.ForAsync(_dependencies, policies, AtOnce, async (i, _) => await MakeDependencyAsync(i));
        _dependencies = Math.Max(_dependencies, policies);
    }

    /// <summary>Makes one policy.</summary>
    public Task MakePolicyAsync(int i)
    {
        var target = IsOfVolume(i)
            ? $$"""{ "volume": { "claimName": "data-{{i}}", "path": "media/clips" } }"""
            : $$"""{ "bucket": { "name": "clips-{{i}}", "endpoint": "http://s3.media:9000", "pathStyle": true, "credentialsSecretRef": { "name": "s3-{{i}}" } } }""";
        return PostAsync($"apis/{RetentionPolicy.Version}/namespaces/{NamespaceOf(i)}/{Resource}", $$"""
            {
              "apiVersion": "{{RetentionPolicy.Version}}", "kind": "{{RetentionPolicy.KindName}}", "metadata": { "name": "{{NameOf(i)}}", "labels": { "team": "media" } },
              "spec": {
                "mode": "Enforce", "schedule": "{{_schedule}}", "target": {{target}},
                "protect": [ { "include": ["**/metadata.json"] } ],
                "rules": [
                  { "name": "temporary", "match": { "include": ["temp/**", "**/*.tmp"], "olderThan": "1h" } },
                  { "name": "logs", "match": { "include": ["**/*.log"], "olderThan": "7d" } },
                  { "name": "old", "match": { "olderThan": "90d" } }
                ],
                "limits": { "maxDeletions": 10000 }
              }
            }
            """);
    }

    /// <summary>The version of what is there now, for a watch to go on from.</summary>
    public async Task<string> VersionAsync() =>
        (await _client.ListAsync<RetentionPolicy>(new ListOptions { Limit = 1 }, CancellationToken.None)).ResourceVersion;

    /// <summary>The names of policies, each time that a watch shows one Ready in its own generation; ends after 5 minutes.</summary>
    public async IAsyncEnumerable<string> WatchReadyAsync(string version)
    {
        var started = Stopwatch.GetTimestamp();
        // More than once, for the server ends a watch that is read too slowly.
        while (LongestWatch - Stopwatch.GetElapsedTime(started) is { } left && left > TimeSpan.FromSeconds(1))
        {
            var request = new WatchOptions { ResourceVersion = version, Timeout = left };
            await foreach (var change in _client.WatchAsync<RetentionPolicy>(request, CancellationToken.None))
            {
                version = change.ResourceVersion ?? version;
                if (change.Entity is { } policy && IsReady(policy))
                    yield return policy.Metadata.Name;
            }
        }
    }

    /// <summary>How many requests the API server has had.</summary>
    public async Task<RequestCounts> CountRequestsAsync() => RequestCounts.Parse(await _server.Client.GetStringAsync(Relative("metrics")));

    public static string NameOf(int i) => string.Create(CultureInfo.InvariantCulture, $"policy-{i}");

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _server.DisposeAsync();
    }

    private static bool IsReady(RetentionPolicy policy) =>
        policy.Status is { } status && status.ObservedGeneration == policy.Metadata.Generation
        && status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" });

    private static IEnumerable<string> AllNamespaces => Enumerable.Range(0, Namespaces).Select(i => NamespaceOf(2 * i));

    private static string NamespaceOf(int i) => string.Create(CultureInfo.InvariantCulture, $"team-{i / 2 % Namespaces}");

    private static bool IsOfVolume(int i) => i % 2 == 0;

    private Task MakeDependencyAsync(int i) => IsOfVolume(i)
        ? PostAsync(
            $"api/v1/namespaces/{NamespaceOf(i)}/persistentvolumeclaims",
            $$"""{ "metadata": { "name": "data-{{i}}" }, "spec": { "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "10Gi" } } } }""")
        : PostAsync(
            $"api/v1/namespaces/{NamespaceOf(i)}/secrets",
            $$"""{ "metadata": { "name": "s3-{{i}}" }, "stringData": { "accessKeyId": "key", "secretAccessKey": "secret" } }""");

    private async Task PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _server.Client.PostAsync(Relative(path), content);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"POST {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static Uri Relative(string path) => new(path, UriKind.Relative);
}
