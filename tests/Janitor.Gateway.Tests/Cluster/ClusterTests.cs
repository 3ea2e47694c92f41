using System.Net;
using System.Text;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Core;
using Janitor.TestBench;
using Microsoft.Extensions.DependencyInjection;

namespace Janitor.Gateway.Tests.Cluster;

public sealed class ClusterTests
{
    [Fact]
    public async Task Key_ComesAndGoes_IsFollowed()
    {
        await using var bench = await ClusterBench.StartAsync();
        const string Later = "later-key-0123456789";
        Assert.Equal(HttpStatusCode.OK, (await bench.CheckAsync()).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await bench.CheckAsync(Later)).Status);

        await bench.ApplyAsync(ClusterBench.KeysYaml("later", "*", Later));
        await Eventually.HoldsAsync(async () => (await bench.CheckAsync(Later)).Status == HttpStatusCode.OK);
        await bench.KubectlAsync("delete", "secret", "later");

        await Eventually.HoldsAsync(async () => (await bench.CheckAsync(Later)).Status == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Keys_InMemory_AreHashesAlone()
    {
        await using var bench = await ClusterBench.StartAsync();

        var held = Assert.Single(bench.Services.GetRequiredService<ObjectCache<Secret>>().All());

        Assert.Equal("acme", held.Metadata.Name);
        Assert.DoesNotContain(held.Data!.Values, value => Encoding.UTF8.GetString(value).Contains(ClusterBench.AcmeKey, StringComparison.Ordinal));
        Assert.Equal(["janitor.dev/tenant"], held.Metadata.Annotations!.Keys);
    }

    [Fact]
    public async Task Quota_LimitChanged_Counts()
    {
        await using var bench = await ClusterBench.StartAsync();

        await bench.ApplyAsync(bench.QuotaYaml("20k"));

        await Eventually.HoldsAsync(async () => (await bench.CheckAsync()).Json.GetProperty("limit").GetProperty("bytes").GetInt64() == 20_000);
    }

    [Fact]
    public async Task Quota_Deleted_IsNotThere()
    {
        await using var bench = await ClusterBench.StartAsync();

        await bench.KubectlAsync("delete", "storagequota", "videos");

        await Eventually.HoldsAsync(async () => (await bench.CheckAsync()).Problem == "not-found");
    }

    [Fact]
    public async Task Quota_WithAMistake_IsNotServedAndSaysWhy()
    {
        await using var bench = await ClusterBench.StartAsync(spec: "schedule: never");

        var refused = await bench.CheckAsync();

        Assert.Equal("not-served", refused.Problem);
        Assert.Contains("spec.schedule", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_RotatedAfterTheServerRefusedThem_AreReadAgain()
    {
        await using var bench = await ClusterBench.StartAsync(secretKey: "wrong");
        Assert.Equal("unavailable", (await DownloadAsync(bench)).Problem);

        await bench.ApplyAsync(bench.CredentialsYaml(bench.S3.SecretKey));

        await Eventually.HoldsAsync(async () => (await DownloadAsync(bench)).Problem == "not-found");
    }

    [Fact]
    public async Task Person_ByTheirRights_MayAskOrChange()
    {
        await using var bench = await ClusterBench.StartAsync();
        var (nobody, reader, writer) = (await bench.CreateUserAsync(), await bench.CreateUserAsync("get"), await bench.CreateUserAsync("get", "update"));

        Assert.Equal("unauthorized", (await bench.CheckAsync("nobody's token")).Problem);
        Assert.Equal("forbidden", (await bench.CheckAsync(nobody)).Problem);
        Assert.Equal(HttpStatusCode.OK, (await bench.CheckAsync(reader)).Status);
        Assert.Equal("forbidden", (await DeleteAsync(bench, reader)).Problem);
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync(bench, writer)).Status);
    }

    [Fact]
    public async Task Person_AsksForAQuotaThatIsNotThere_LearnsThatOnlyWithTheRight()
    {
        await using var bench = await ClusterBench.StartAsync();

        Assert.Equal("not-found", (await bench.CheckAsync(await bench.CreateUserAsync("get"), "nothing")).Problem);
        Assert.Equal("forbidden", (await bench.CheckAsync(await bench.CreateUserAsync(), "nothing")).Problem);
    }

    [Fact]
    public async Task Metrics_AfterSomeRequests_CountThemByRouteAndStatus()
    {
        await using var bench = await ClusterBench.StartAsync();
        await bench.CheckAsync();
        await bench.CheckAsync("wrong-key-0123456789");

        var (status, text) = await bench.ReadAsync("metrics");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("janitor_gateway_requests_total{route=\"check\",status=\"2xx\"} ", text, StringComparison.Ordinal);
        Assert.Contains("janitor_gateway_requests_total{route=\"check\",status=\"4xx\"} ", text, StringComparison.Ordinal);
        Assert.Contains("janitor_gateway_request_duration_seconds_count{route=\"check\"} ", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await bench.ReadAsync("healthz")).Status);
    }

    private static Task<Answer> DownloadAsync(ClusterBench bench) => bench.SendAsync(HttpMethod.Get, "objects/tenants/acme/nothing:download");

    private static Task<Answer> DeleteAsync(ClusterBench bench, string key) => bench.SendAsync(HttpMethod.Post, "objects:delete", new { keys = (string[])["tenants/acme/a"] }, key);
}
