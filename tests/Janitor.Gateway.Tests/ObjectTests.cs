using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Amazon.S3.Model;
using Janitor.TestBench;

namespace Janitor.Gateway.Tests;

public sealed class ObjectTests
{
    [Fact]
    public async Task Delete_SomeKeys_EachIsAnsweredAndTheLedgerFollows()
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync("tenants/acme/a", [1]);
        await bench.UploadAsync("tenants/acme/b", [2, 2]);

        var answer = await bench.SendAsync(HttpMethod.Post, GatewayBench.Tenant("acme") + "objects:delete", new { keys = List("tenants/acme/a", "tenants/beta/a") });

        Assert.Equal(["deleted", "notFound"], answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("outcome").GetString()));
        Assert.Equal(["live/tenants/acme/b"], await bench.KeysAsync());
        Assert.Equal((2, 1, 0), await bench.UsageAsync());
    }

    [Fact]
    public async Task Delete_Jobs_TheirArtifactsGo()
    {
        await using var bench = await GatewayBench.StartAsync(quota => quota.Spec.Artifacts = new Dictionary<string, string> { ["video"] = "tenants/{tenant}/{job}/video.mp4" });
        await bench.UploadAsync("tenants/acme/7/video.mp4", [1]);
        await bench.UploadAsync("tenants/acme/8/video.mp4", [2]);

        await bench.SendAsync(HttpMethod.Post, GatewayBench.Tenant("acme") + "objects:delete", new { jobs = List("7") });

        Assert.Equal(["live/tenants/acme/8/video.mp4"], await bench.KeysAsync());
    }

    [Fact]
    public async Task Download_BookedObject_IsNotLookedUpInTheBucket()
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync("tenants/acme/a", [1]);
        await bench.S3.Client.DeleteObjectAsync(bench.Bucket, "live/tenants/acme/a");

        Assert.Equal(HttpStatusCode.OK, (await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + "objects/tenants/acme/a:download")).Status);
    }

    [Theory]
    [InlineData("set search_path = janitor; delete from objects")]
    [InlineData("alter table janitor.objects rename to lost")]
    public async Task Download_BooksDoNotHaveIt_IsLookedUpInTheBucket(string spoil)
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync("tenants/acme/a", [1]);
        await PostgresServer.ExecuteAsync(bench.Database, spoil);

        var link = await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + "objects/tenants/acme/a:download");

        Assert.Equal([1], await bench.GetAsync(link.Json.GetProperty("url").GetString()!));
        await bench.S3.Client.DeleteObjectAsync(bench.Bucket, "live/tenants/acme/a");
        Assert.Equal(HttpStatusCode.NotFound, (await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + "objects/tenants/acme/a:download")).Status);
    }

    [Fact]
    public async Task Archive_SomeKeys_AreOneZipThatTellsWhatIsMissing()
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync("tenants/acme/ä", "one"u8.ToArray());
        var large = new string('b', 100_000);
        await bench.S3.Client.PutObjectAsync(new PutObjectRequest { BucketName = bench.Bucket, Key = "live/tenants/acme/b", ContentBody = large });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(bench.Address, GatewayBench.Tenant("acme") + "objects:archive"))
        {
            Content = JsonContent.Create(new { keys = List("tenants/acme/ä", "tenants/acme/b", "tenants/acme/c"), name = "all.zip" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", GatewayBench.AcmeKey);

        using var answer = await http.SendAsync(request);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());

        Assert.Equal("all.zip", answer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal(["tenants/acme/ä", "tenants/acme/b", "missing.txt"], zip.Entries.Select(entry => entry.FullName));
        Assert.Equal(["one", large, "tenants/acme/c\n"], zip.Entries.Select(entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        }));
    }

    [Fact]
    public async Task Archive_KeyOfAnotherTenant_IsNotFound()
    {
        await using var bench = await GatewayBench.StartAsync();

        Assert.Equal("not-found", (await bench.SendAsync(HttpMethod.Post, GatewayBench.Tenant("acme") + "objects:archive", new { keys = List("tenants/beta/a") })).Problem);
    }

    [Fact]
    public async Task Duplicates_OwnAndOthersContent_OnlyOnesOwnIsThere()
    {
        await using var bench = await GatewayBench.StartAsync();
        var done = await bench.UploadAsync("tenants/acme/a", [1]);
        var sha256 = done.Json.GetProperty("sha256").GetString();

        Assert.Equal("tenants/acme/a", (await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + $"duplicates/{sha256}")).Json.GetProperty("key").GetString());
        Assert.Equal("not-found", (await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("beta") + $"duplicates/{sha256}", key: GatewayBench.BetaKey)).Problem);
    }

    [Fact]
    public async Task Usage_ByFolder_AddsUp()
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync("tenants/acme/ä\\x/a", [1, 1]);
        await bench.UploadAsync("tenants/acme/ä\\x/b/c", [2, 2, 2]);
        await bench.UploadAsync("tenants/acme/d", [3]);

        var usage = (await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + "usage?by=folder")).Json;

        Assert.Equal((6, 3), (usage.GetProperty("used").GetProperty("bytes").GetInt64(), usage.GetProperty("used").GetProperty("objects").GetInt64()));
        Assert.Equal([("ä\\x", 5), ("", 1)], usage.GetProperty("folders").EnumerateArray().Select(folder => (folder.GetProperty("folder").GetString(), folder.GetProperty("bytes").GetInt32())));
    }

    [Fact]
    public async Task Usage_OfTheWholeQuota_IsOnlyForThoseWhoSeeAllTenants()
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync("tenants/acme/a", [1, 1]);

        var everything = await bench.SendAsync(HttpMethod.Get, "/v1/namespaces/media/quotas/videos/usage", key: GatewayBench.AdminKey);
        var refused = await bench.SendAsync(HttpMethod.Get, "/v1/namespaces/media/quotas/videos/usage");

        Assert.Equal(2, everything.Json.GetProperty("used").GetProperty("bytes").GetInt64());
        Assert.Equal((HttpStatusCode.NotFound, "not-found"), (refused.Status, refused.Problem));
    }

    [Fact]
    public async Task Analytics_AfterAnUploadAndADelete_TellsStoredAndFreed()
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync("tenants/acme/a", [1, 1]);
        await bench.SendAsync(HttpMethod.Post, GatewayBench.Tenant("acme") + "objects:delete", new { keys = List("tenants/acme/a") });

        var days = (await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + "analytics?by=day")).Json.GetProperty("days").EnumerateArray().ToList();

        Assert.Equal((2, 2), (days.Sum(day => day.GetProperty("storedBytes").GetInt64()), days.Sum(day => day.GetProperty("freedBytes").GetInt64())));
    }

    [Fact]
    public async Task Usage_ByArtifact_IsByTheFirstTemplateThatFits()
    {
        await using var bench = await GatewayBench.StartAsync(quota => quota.Spec.Artifacts = new Dictionary<string, string>
        {
            ["video"] = "tenants/{tenant}/{job}/vidéo_[{job}].mp4",
            ["any"] = "tenants/{tenant}/{job}/vid\\*.mp4",
        });
        await bench.UploadAsync("tenants/acme/7/vidéo_[7].mp4", [1, 1]);
        await bench.UploadAsync("tenants/acme/8/vidéo_[8].mp4", [2, 2, 2]);
        await bench.UploadAsync("tenants/acme/8/vid\\*.mp4", [3]);
        await bench.UploadAsync("tenants/acme/8/9/vidéo_[8].mp4", [4, 4, 4, 4]);

        var artifacts = (await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + "usage?by=artifact")).Json.GetProperty("artifacts").EnumerateArray();

        Assert.Equal(
            [("video", 5, 2), ("", 4, 1), ("any", 1, 1)],
            artifacts.Select(one => (one.GetProperty("artifact").GetString(), one.GetProperty("bytes").GetInt32(), one.GetProperty("objects").GetInt32())));
    }

    [Fact]
    public async Task Analytics_OfTheWholeQuota_TellsClassesTenantsAndGrowth()
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync("tenants/acme/a", [1, 1]);

        var all = (await bench.SendAsync(HttpMethod.Get, "/v1/namespaces/media/quotas/videos/analytics", key: GatewayBench.AdminKey)).Json;
        var one = (await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + "analytics")).Json;

        Assert.Equal(1, all.GetProperty("tenants").GetInt32());
        Assert.Equal(("acme", 2, 1), all.GetProperty("growth").EnumerateArray().Select(grown => (grown.GetProperty("tenant").GetString(), grown.GetProperty("bytes").GetInt32(), grown.GetProperty("objects").GetInt32())).Single());
        Assert.Equal(2, Assert.Single(one.GetProperty("classes").EnumerateArray()).GetProperty("bytes").GetInt32());
        Assert.False(one.TryGetProperty("growth", out _));
    }

    [Theory]
    [InlineData("usage?by=colour")]
    [InlineData("analytics?from=yesterday")]
    [InlineData("analytics?from=2026-03-02&to=2026-03-01")]
    [InlineData("analytics?from=2020-01-01&to=2026-03-01")]
    public async Task Ask_ReportThatCannotBe_IsABadRequest(string path)
    {
        await using var bench = await GatewayBench.StartAsync();

        Assert.Equal("bad-request", (await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + path)).Problem);
    }

    private static string[] List(params string[] items) => items;
}
