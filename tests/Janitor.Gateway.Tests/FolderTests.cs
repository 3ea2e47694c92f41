using System.Net;
using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.TestBench;

namespace Janitor.Gateway.Tests;

/// <summary>Quotas whose tenants a database tells: jobs 1 and 2 are acme's, 3 is beta's, and so is a folder in 1.</summary>
public sealed class FolderTests
{
    [Theory]
    [InlineData("jobs/1/a", true)]
    [InlineData("jobs/1/deep/er/a", true)]
    [InlineData("jobs/2/a", true)]
    [InlineData("jobs/3/a", false)]
    [InlineData("jobs/1/shared/a", false)]
    [InlineData("jobs/10/a", false)]
    [InlineData("jobs/1x", false)]
    [InlineData("jobs", false)]
    [InlineData("o'brien/a", false)]
    public async Task Begin_KeysOfFolders_TheTenantsAloneAreTaken(string key, bool taken)
    {
        await using var bench = await StartAsync();

        var offer = await bench.BeginAsync(key, [1]);

        Assert.Equal(taken ? null : "invalid-key", offer.Problem);
    }

    [Fact]
    public async Task Upload_FolderThatHasJustBeenMade_IsBookedAndBrokenDown()
    {
        await using var bench = await StartAsync();
        Assert.Equal("invalid-key", (await bench.BeginAsync("jobs/4/a", [1])).Problem);
        await PostgresServer.ExecuteAsync(bench.Database, "insert into public.folders values ('jobs/4', 'acme')");

        await bench.UploadAsync("jobs/4/a", [1, 2]);

        Assert.Equal((2, 1, 0), await bench.UsageAsync());
        var usage = await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + "usage?by=folder");
        Assert.Equal("jobs", usage.Json.GetProperty("folders")[0].GetProperty("folder").GetString());
    }

    [Fact]
    public async Task DownloadAndDelete_KeysOfAnotherTenant_AreNotFound()
    {
        await using var bench = await StartAsync();
        await bench.UploadAsync("jobs/1/a", [1]);
        await bench.S3.Client.PutObjectAsync(new() { BucketName = bench.Bucket, Key = "live/jobs/3/a", ContentBody = "beta's" });

        var link = await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + "objects/jobs/3/a:download");
        var zip = await bench.SendAsync(HttpMethod.Post, GatewayBench.Tenant("acme") + "objects:archive", new { keys = (string[])["jobs/1/a", "jobs/3/a"] });
        var deletion = await bench.SendAsync(HttpMethod.Post, GatewayBench.Tenant("acme") + "objects:delete", new { keys = (string[])["jobs/3/a", "jobs/1/a", "/"] });

        Assert.Equal(("not-found", "not-found"), (link.Problem, zip.Problem));
        Assert.Equal(["notFound", "deleted", "notFound"], deletion.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("outcome").GetString()));
        Assert.Equal(["live/jobs/3/a"], await bench.KeysAsync());
    }

    [Theory]
    [InlineData("drop table public.folders")]
    [InlineData("insert into public.folders values ('jobs/1/', 'beta')")]
    public async Task Begin_DatabaseThatCannotTell_IsUnavailable(string spoil)
    {
        await using var bench = await StartAsync();
        await PostgresServer.ExecuteAsync(bench.Database, spoil);

        var refused = await bench.BeginAsync("jobs/1/a", [1]);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (refused.Status, refused.Problem));
    }

    private static async Task<GatewayBench> StartAsync()
    {
        var bench = await GatewayBench.StartAsync(quota => quota.Spec.Tenants = new TenantSource
        {
            Postgres = new PostgresTenants { ConnectionSecretRef = new SecretKeyReference { Name = "jobs", Key = "uri" }, Query = "select folder, tenant from public.folders" },
        });
        await PostgresServer.ExecuteAsync(
            bench.Database,
            "create table public.folders (folder text primary key, tenant text not null); " +
            "insert into public.folders values ('jobs/1', 'acme'), ('jobs/2/', 'acme'), ('jobs/3', 'beta'), ('jobs/1/shared', 'beta')");
        return bench;
    }
}
