using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Janitor.Gateway.Hosting;
using Janitor.Storage.Postgres.Ledger;
using Janitor.TestBench;
using Janitor.TestBench.Kubernetes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Janitor.Gateway.Tests.Cluster;

/// <summary>A gateway that watches a real API server, with the rights of the chart's role and no more, and serves the quota <c>videos</c> of a namespace of its own.</summary>
internal sealed class ClusterBench : IAsyncDisposable
{
    public const string AcmeKey = "acme-key-0123456789";

    private static readonly Lazy<Task<ApiServer>> Server = new(PrepareAsync);

    private readonly ApiServer _server;
    private readonly PostgresLedger _ledger;
    private readonly int _port = Ports.Free();
    private readonly int _healthPort = Ports.Free();
    private readonly HttpClient _http = new();
    private WebApplication? _app;

    private ClusterBench(ApiServer server, PostgresLedger ledger, S3Server s3, string bucket, string @namespace) =>
        (_server, _ledger, S3, Bucket, Namespace) = (server, ledger, s3, bucket, @namespace);

    public S3Server S3 { get; }

    public string Bucket { get; }

    public string Namespace { get; }

    public IServiceProvider Services => _app!.Services;

    /// <summary>Raises one.</summary>
    /// <param name="secretKey">The bucket's secret key in the Secret; the right one when null.</param>
    /// <param name="spec">More of the quota's spec.</param>
    public static async Task<ClusterBench> StartAsync(string? secretKey = null, string spec = "")
    {
        var (server, s3) = (await Server.Value, await S3Server.StartAsync());
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        var bench = new ClusterBench(server, await PostgresLedger.OpenAsync(database.ToString(), default), s3, await s3.CreateBucketAsync(), await server.CreateNamespaceAsync());
        await bench.ApplyAsync(bench.QuotaYaml("10k", spec));
        await bench.ApplyAsync(bench.CredentialsYaml(secretKey ?? s3.SecretKey));
        await bench.ApplyAsync(KeysYaml("acme", "acme", AcmeKey));
        var token = await server.CreateServiceAccountAsync(bench.Namespace, "gateway");
        await server.KubectlAsync(["create", "clusterrolebinding", $"{bench.Namespace}-gateway", "--clusterrole=served-quotas", $"--serviceaccount={bench.Namespace}:gateway"]);
        var settings = new GatewaySettings
        {
            Ledger = database.ToString(),
            Kubeconfig = server.WriteKubeconfig(token),
            Namespaces = [bench.Namespace],
            Port = bench._port,
            HealthPort = bench._healthPort,
            LogLevel = LogLevel.Error,
        };
        bench._app = GatewayProcess.Build(settings, bench._ledger, TimeProvider.System);
        await bench._app.StartAsync();
        await Eventually.HoldsAsync(async () => (await bench.ReadAsync("readyz")).Status == HttpStatusCode.OK);
        return bench;
    }

    /// <summary>A Secret with one key.</summary>
    public static string KeysYaml(string name, string tenant, string key) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: {{name}}, labels: { janitor.dev/api-key: "true" }, annotations: { janitor.dev/tenant: "{{tenant}}" } }
        stringData: { key: {{key}} }
        """;

    /// <summary>The quota as YAML.</summary>
    public string QuotaYaml(string size, string spec = "") =>
        $$"""
        apiVersion: janitor.dev/v1alpha1
        kind: StorageQuota
        metadata: { name: videos }
        spec:
          target: { bucket: { name: {{Bucket}}, endpoint: "{{S3.Endpoint}}", pathStyle: true, credentialsSecretRef: { name: s3 } } }
          tenants: { fromPath: ["tenants/{tenant}/**"] }
          limit: { size: {{size}} }
          {{spec}}
        """;

    /// <summary>The bucket's credentials as YAML.</summary>
    public string CredentialsYaml(string secretKey) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: s3 }
        stringData: { accessKeyId: {{S3.AccessKey}}, secretAccessKey: {{secretKey}} }
        """;

    public Task ApplyAsync(string yaml) => _server.KubectlAsync(["apply", "--validate=false", "--namespace", Namespace, "-f", "-"], yaml);

    public Task KubectlAsync(params string[] arguments) => _server.KubectlAsync([.. arguments, "--namespace", Namespace]);

    /// <summary>A token of a user who may do some things with quotas of the namespace.</summary>
    public async Task<string> CreateUserAsync(params string[] verbs)
    {
        var name = $"user-{string.Concat(verbs)}-{Guid.NewGuid():N}";
        var token = await _server.CreateServiceAccountAsync(Namespace, name);
        if (verbs.Length > 0)
        {
            await KubectlAsync(["create", "role", name, .. verbs.Select(verb => $"--verb={verb}"), "--resource=storagequotas.janitor.dev"]);
            await KubectlAsync("create", "rolebinding", name, $"--role={name}", $"--serviceaccount={Namespace}:{name}");
        }

        return token;
    }

    /// <summary>Sends a request about acme, as acme unless another key is given.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string key = AcmeKey, string quota = "videos")
    {
        using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{_port}/v1/namespaces/{Namespace}/quotas/{quota}/tenants/acme/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return await Answer.OfAsync(await _http.SendAsync(request));
    }

    public Task<Answer> CheckAsync(string key = AcmeKey, string quota = "videos") => SendAsync(HttpMethod.Post, "check", new { size = 1 }, key, quota);

    /// <summary>Reads a page of the health port.</summary>
    public async Task<(HttpStatusCode Status, string Text)> ReadAsync(string page)
    {
        using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{_healthPort}/{page}"));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        await _ledger.DisposeAsync();
        _http.Dispose();
    }

    private static async Task<ApiServer> PrepareAsync()
    {
        var server = await ApiServer.StartAsync();
        await Installation.ApplyAsync(server);
        var role = new StringBuilder("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: served-quotas }\nrules:\n");
        role.Append(await File.ReadAllTextAsync(Repository.PathOf("charts/janitor/files/gateway-rules.yaml")));
        await server.KubectlAsync(["apply", "-f", "-"], role.ToString());
        return server;
    }
}
