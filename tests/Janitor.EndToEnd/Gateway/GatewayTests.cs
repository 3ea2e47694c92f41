using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Janitor.TestBench;

namespace Janitor.EndToEnd.Gateway;

/// <summary>The gateway as the chart installs it: two replicas beside one ledger, reached where the Service has them.</summary>
[Collection(ClusterTests.Name)]
public sealed class GatewayTests(Cluster cluster)
{
    private const string ApiKey = "acme-key-0123456789";

    [Fact]
    public async Task Upload_BegunAtOneReplicaAndCompletedAtTheOther_IsBookedForBoth()
    {
        var s3 = await cluster.S3Async();
        var (space, bucket, database) = (await cluster.CreateNamespaceAsync(), await s3.CreateBucketAsync(), await (await cluster.PostgresAsync()).CreateDatabaseAsync());
        await cluster.ApplyAsync(Yaml(space, s3, bucket, database));
        await cluster.HelmAsync(
            "upgrade", "janitor", Repository.PathOf("charts/janitor"), "--namespace", Cluster.OperatorNamespace, "--reuse-values", "--disable-openapi-validation", "--wait", "--timeout", "3m",
            "--set", "gateway.enabled=true,gateway.autoscaling.enabled=false,ledger.connectionSecretRef.name=books,ledger.connectionSecretRef.key=uri");
        try
        {
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
            var replicas = await ReplicasAsync(space);
            var content = "hello"u8.ToArray();

            var offer = await AnswerAsync(await http.PostAsJsonAsync(
                replicas[0] + "tenants/acme/uploads", new { key = "acme/a", size = content.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) }));
            await PutAsync(offer, content);
            var stored = await AnswerAsync(await http.PostAsync(new Uri($"{replicas[1]}tenants/acme/uploads/{offer["id"]}:complete"), null));

            Assert.Equal("acme/a", (string?)stored["key"]);
            foreach (var replica in replicas)
                Assert.Equal(5, (long)(await AnswerAsync(await http.GetAsync(new Uri(replica + "tenants/acme/usage"))))["used"]!["bytes"]!);
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await ViewerAsync(space));
            Assert.Equal(5, (long)(await AnswerAsync(await http.GetAsync(new Uri(replicas[0] + "usage"))))["used"]!["bytes"]!);
        }
        finally
        {
            await cluster.InstallAsync();
        }
    }

    /// <summary>Where the quota is asked about at each pod of the Service.</summary>
    private async Task<string[]> ReplicasAsync(string space)
    {
        var endpoints = await cluster.GetAsync(Cluster.OperatorNamespace, "endpoints", "janitor-gateway");
        var subset = Assert.Single(endpoints["subsets"]!.AsArray())!;
        string[] replicas = [.. subset["addresses"]!.AsArray().Select(address => $"http://{address!["ip"]}:{subset["ports"]![0]!["port"]}/v1/namespaces/{space}/quotas/videos/")];
        Assert.Equal(2, replicas.Length);
        return replicas;
    }

    /// <summary>Somebody who may see the quotas of the namespace: their token.</summary>
    private async Task<string> ViewerAsync(string space)
    {
        await cluster.KubectlAsync("create", "serviceaccount", "viewer", "--namespace", space);
        await cluster.KubectlAsync("create", "role", "viewer", "--namespace", space, "--verb=get", "--resource=storagequotas.janitor.dev");
        await cluster.KubectlAsync("create", "rolebinding", "viewer", "--namespace", space, "--role=viewer", $"--serviceaccount={space}:viewer");
        await cluster.ApplyAsync($$"""
            apiVersion: v1
            kind: Secret
            type: kubernetes.io/service-account-token
            metadata: { name: viewer, namespace: {{space}}, annotations: { kubernetes.io/service-account.name: viewer } }
            """);
        JsonNode? token = null;
        await Eventually.HoldsAsync(async () => (token = (await cluster.GetAsync(space, "secret", "viewer"))["data"]?["token"]) is not null);
        return Encoding.ASCII.GetString(Convert.FromBase64String((string)token!));
    }

    private static async Task PutAsync(JsonNode offer, byte[] content)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, (string?)offer["url"]) { Content = new ByteArrayContent(content) };
        foreach (var (name, value) in offer["headers"]!.AsObject())
        {
            if (!request.Headers.TryAddWithoutValidation(name, (string?)value))
                request.Content.Headers.TryAddWithoutValidation(name, (string?)value);
        }

        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<JsonNode> AnswerAsync(HttpResponseMessage response)
    {
        using var answer = response;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    private static string Yaml(string space, S3Server s3, string bucket, Uri database) =>
        $$"""
        {{Secrets.S3(space, s3)}}
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: books, namespace: {{Cluster.OperatorNamespace}} }
        stringData: { uri: "{{database}}" }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: acme, namespace: {{space}}, labels: { janitor.dev/api-key: "true" }, annotations: { janitor.dev/tenant: acme } }
        stringData: { key: {{ApiKey}} }
        ---
        apiVersion: janitor.dev/v1alpha1
        kind: StorageQuota
        metadata: { name: videos, namespace: {{space}} }
        spec:
          target: { bucket: { name: {{bucket}}, endpoint: "{{s3.Endpoint}}", pathStyle: true, credentialsSecretRef: { name: s3-credentials } } }
          limit: { size: 1Mi }
        """;
}
