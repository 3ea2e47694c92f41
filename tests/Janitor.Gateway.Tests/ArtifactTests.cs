using System.Net;
using System.Text;
using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.TestBench;

namespace Janitor.Gateway.Tests;

public sealed class ArtifactTests
{
    private const string Video = "jobs/7/artifacts/video:download";

    [Fact]
    public async Task Download_ArtifactOfACompletedJob_IsTheObject()
    {
        await using var bench = await StartAsync("id integer");
        await bench.UploadAsync("tenants/acme/7/video.mp4", "hello"u8.ToArray());

        var link = await AskAsync(bench, Video + "?expires=1m");

        Assert.Equal("hello", Encoding.UTF8.GetString(await bench.GetAsync(link.Json.GetProperty("url").GetString()!)));
    }

    [Theory]
    [InlineData("id integer", "jobs/8/artifacts/video:download", HttpStatusCode.Conflict, "job-not-completed")]
    [InlineData("id integer", "jobs/9/artifacts/video:download", HttpStatusCode.NotFound, "not-found")]
    [InlineData("id integer", "jobs/10/artifacts/video:download", HttpStatusCode.NotFound, "not-found")]
    [InlineData("id integer", "jobs/x/artifacts/video:download", HttpStatusCode.NotFound, "not-found")]
    [InlineData("id text", "jobs/x%2Fy/artifacts/video:download", HttpStatusCode.NotFound, "not-found")]
    [InlineData("id integer", "jobs/7/artifacts/sound:download", HttpStatusCode.NotFound, "not-found")]
    [InlineData("id text", Video, HttpStatusCode.NotFound, "not-found")]
    public async Task Download_ArtifactThatCannotBe_IsAProblem(string column, string path, HttpStatusCode status, string problem)
    {
        await using var bench = await StartAsync(column);

        var refused = await AskAsync(bench, path);

        Assert.Equal((status, problem), (refused.Status, refused.Problem));
    }

    [Fact]
    public async Task Download_ArtifactOfAQuotaWithoutJobs_IsNotFound()
    {
        await using var bench = await GatewayBench.StartAsync(quota => quota.Spec.Artifacts = Templates);

        Assert.Equal("not-found", (await AskAsync(bench, Video)).Problem);
    }

    [Fact]
    public async Task Download_JobsDatabaseWithoutTheTable_IsUnavailable()
    {
        await using var bench = await StartAsync("id integer");
        await PostgresServer.ExecuteAsync(bench.Database, "drop table public.jobs");

        Assert.Equal("unavailable", (await AskAsync(bench, Video)).Problem);
    }

    [Fact]
    public async Task Delete_JobsOfTheTenantAndOfAnother_OnlyTheTenantsGo()
    {
        await using var bench = await StartAsync("id integer");
        await bench.UploadAsync("tenants/acme/7/video.mp4", [1]);
        await bench.UploadAsync("tenants/acme/9/video.mp4", [2]);

        var answer = await bench.SendAsync(HttpMethod.Post, GatewayBench.Tenant("acme") + "objects:delete", new { jobs = (string[])["7", "9"] });

        Assert.Equal(
            [("tenants/acme/7/video.mp4", "deleted"), ("9", "notFound")],
            answer.Json.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("key").GetString(), item.GetProperty("outcome").GetString())));
        Assert.Equal(["live/tenants/acme/9/video.mp4"], await bench.KeysAsync());
    }

    private static Dictionary<string, string> Templates => new() { ["video"] = "tenants/{tenant}/{job}/video.mp4" };

    /// <summary>Jobs 7 (completed) and 8 (running) are acme's, 9 is beta's.</summary>
    private static async Task<GatewayBench> StartAsync(string column)
    {
        var bench = await GatewayBench.StartAsync(quota =>
        {
            quota.Spec.Artifacts = Templates;
            quota.Spec.Jobs = new JobSource
            {
                Postgres = new PostgresJobs { ConnectionSecretRef = new SecretKeyReference { Name = "jobs", Key = "uri" }, Jobs = "select id, status, api_key from public.jobs;" },
            };
        });
        await PostgresServer.ExecuteAsync(
            bench.Database, $"create table public.jobs ({column} primary key, status text, api_key text); insert into public.jobs values ('7', 'completed', 'acme'), ('8', 'running', 'acme'), ('9', 'completed', 'beta')");
        return bench;
    }

    private static Task<Answer> AskAsync(GatewayBench bench, string path) => bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + path);
}
