using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3.Model;
using Janitor.TestBench;

namespace Janitor.Gateway.Tests;

public sealed class UploadTests
{
    private const string Key = "tenants/acme/a.txt";

    [Fact]
    public async Task Upload_GoodContent_IsInItsPlaceBookedAndDownloaded()
    {
        await using var bench = await GatewayBench.StartAsync();
        var content = "hello"u8.ToArray();

        var done = await bench.UploadAsync(Key, content);

        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Equal((5, 1, 0), await bench.UsageAsync());
        Assert.Equal(["live/" + Key], await bench.KeysAsync());
        Assert.Equal("text/plain", (await bench.S3.Client.GetObjectMetadataAsync(bench.Bucket, "live/" + Key)).Headers.ContentType);
        var link = await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + $"objects/{Key}:download?expires=7d");
        Assert.Equal(content, await bench.GetAsync(link.Json.GetProperty("url").GetString()!));
    }

    [Fact]
    public async Task Begin_BeforeItIsCompleted_OnlyTheRoomIsTaken()
    {
        await using var bench = await GatewayBench.StartAsync();

        await bench.BeginAsync(Key, new byte[100]);

        Assert.Equal((0, 0, 100), await bench.UsageAsync());
        var check = await bench.SendAsync(HttpMethod.Post, GatewayBench.Tenant("acme") + "check", new { size = 9901 });
        Assert.False(check.Json.GetProperty("fits").GetBoolean());
        Assert.Equal(9900, check.Json.GetProperty("remaining").GetProperty("bytes").GetInt64());
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    public async Task Begin_EmptyObjectOfATenantAtOrAboveItsLimit_FitsAsCheckSays(long used, bool fits)
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync(Key, new byte[100]);
        await PostgresServer.ExecuteAsync(bench.Database, $"update janitor.usage set bytes = {used} where tenant = 'acme'");

        var check = await bench.SendAsync(HttpMethod.Post, GatewayBench.Tenant("acme") + "check", new { size = 0 });
        var offer = await bench.BeginAsync("tenants/acme/empty", []);

        Assert.Equal((fits, 0), (check.Json.GetProperty("fits").GetBoolean(), check.Json.GetProperty("remaining").GetProperty("bytes").GetInt64()));
        Assert.Equal(fits, offer.Status == HttpStatusCode.Created);
        Assert.Equal(fits ? null : "quota-exceeded", offer.Problem);
    }

    [Fact]
    public async Task Put_AnotherLength_IsRefusedByTheServer()
    {
        await using var bench = await GatewayBench.StartAsync();
        var offer = await bench.BeginAsync(Key, new byte[100]);

        using var put = await bench.PutAsync(offer.Json, new byte[101]);

        Assert.Equal(HttpStatusCode.Forbidden, put.StatusCode);
    }

    [Fact]
    public async Task Complete_WrongContent_IsRefusedAndTheGoodObjectStays()
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync(Key, "first"u8.ToArray());
        var offer = await bench.BeginAsync(Key, "later"u8.ToArray());
        using var put = await bench.PutAsync(offer.Json, "wrong"u8.ToArray());

        var refused = await bench.CompleteAsync(offer);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "wrong-content"), (refused.Status, refused.Problem));
        Assert.Equal("first", await bench.ReadAsync("live/" + Key));
        Assert.Equal(["live/" + Key], await bench.KeysAsync());
        Assert.Equal((5, 1, 0), await bench.UsageAsync());
        Assert.Equal("upload-gone", (await bench.CompleteAsync(offer)).Problem);
    }

    [Fact]
    public async Task Complete_Twice_IsAConflict()
    {
        await using var bench = await GatewayBench.StartAsync();
        var offer = await bench.BeginAsync(Key, "hello"u8.ToArray());
        using var put = await bench.PutAsync(offer.Json, "hello"u8.ToArray());
        Assert.Equal(HttpStatusCode.OK, (await bench.CompleteAsync(offer)).Status);

        var again = await bench.CompleteAsync(offer);

        Assert.Equal((HttpStatusCode.Conflict, "upload-completed"), (again.Status, again.Problem));
        Assert.Equal((5, 1, 0), await bench.UsageAsync());
    }

    [Fact]
    public async Task Put_AgainAfterItWasCompleted_ChangesNothing()
    {
        await using var bench = await GatewayBench.StartAsync();
        var offer = await bench.BeginAsync(Key, "hello"u8.ToArray());
        using var put = await bench.PutAsync(offer.Json, "hello"u8.ToArray());
        await bench.CompleteAsync(offer);

        using var replay = await bench.PutAsync(offer.Json, "HELLO"u8.ToArray());

        Assert.Equal("hello", await bench.ReadAsync("live/" + Key));
    }

    [Fact]
    public async Task Complete_NothingUploaded_SaysSoAndKeepsTheRoom()
    {
        await using var bench = await GatewayBench.StartAsync();
        var offer = await bench.BeginAsync(Key, "hello"u8.ToArray());

        Assert.Equal("upload-missing", (await bench.CompleteAsync(offer)).Problem);
        Assert.Equal((0, 0, 5), await bench.UsageAsync());
    }

    [Fact]
    public async Task Complete_UnknownId_IsNotFound()
    {
        await using var bench = await GatewayBench.StartAsync();

        var unknown = await bench.SendAsync(HttpMethod.Post, GatewayBench.Tenant("acme") + $"uploads/{Guid.NewGuid()}:complete");
        var invalid = await bench.SendAsync(HttpMethod.Post, GatewayBench.Tenant("acme") + "uploads/x:complete");

        Assert.Equal(("not-found", "not-found"), (unknown.Problem, invalid.Problem));
    }

    [Fact]
    public async Task Abandon_GivesTheRoomUpAndRemovesWhatWasUploaded()
    {
        await using var bench = await GatewayBench.StartAsync();
        var offer = await bench.BeginAsync(Key, "hello"u8.ToArray());
        using var put = await bench.PutAsync(offer.Json, "hello"u8.ToArray());

        var answer = await bench.SendAsync(HttpMethod.Delete, GatewayBench.Tenant("acme") + $"uploads/{offer.Json.GetProperty("id").GetString()}");

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Empty(await bench.KeysAsync());
        Assert.Equal((0, 0, 0), await bench.UsageAsync());
        Assert.Equal((HttpStatusCode.Gone, "upload-gone"), await Pair(bench.CompleteAsync(offer)));
    }

    [Fact]
    public async Task Expired_BeforeAndAfterTheSweep_IsGoneAndRemoved()
    {
        await using var bench = await GatewayBench.StartAsync();
        var offer = await bench.BeginAsync(Key, "hello"u8.ToArray());
        using var put = await bench.PutAsync(offer.Json, "hello"u8.ToArray());
        await bench.ExpireAsync();
        Assert.Equal((HttpStatusCode.Gone, "upload-gone"), await Pair(bench.CompleteAsync(offer)));

        Assert.Equal(1, await bench.SweepAsync());

        Assert.Empty(await bench.KeysAsync());
        Assert.Equal((HttpStatusCode.Gone, "upload-gone"), await Pair(bench.CompleteAsync(offer)));
    }

    [Fact]
    public async Task Begin_SameContentAgain_AnswersTheObjectThatIsThere()
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync(Key, "hello"u8.ToArray());

        var again = await bench.BeginAsync("tenants/acme/copy.txt", "hello"u8.ToArray());

        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal(Key, again.Json.GetProperty("key").GetString());
    }

    [Fact]
    public async Task Begin_SameContentThatIsGoneFromTheBucket_IsUploadedAnew()
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync(Key, "hello"u8.ToArray());
        await bench.S3.Client.DeleteObjectAsync(bench.Bucket, "live/" + Key);

        Assert.Equal(HttpStatusCode.Created, (await bench.BeginAsync("tenants/acme/copy.txt", "hello"u8.ToArray())).Status);
    }

    [Fact]
    public async Task Begin_TwoHundredAtOnce_NotOneByteOverTheLimit()
    {
        await using var bench = await GatewayBench.StartAsync(quota => quota.Spec.Gateway.RequestsPerSecond = 1000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => bench.BeginAsync($"tenants/acme/{i}", GatewayBench.Content(300, (byte)i))));

        Assert.Equal(33, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Created), answer => Assert.Equal("quota-exceeded", answer.Problem));
        Assert.Equal((0, 0, 9900), await bench.UsageAsync());
    }

    [Fact]
    public async Task Begin_OverTheLimit_TellsHowTheTenantStands()
    {
        await using var bench = await GatewayBench.StartAsync();
        await bench.UploadAsync(Key, new byte[9000]);

        var refused = await bench.BeginAsync("tenants/acme/b", new byte[1001]);

        Assert.Equal((HttpStatusCode.Forbidden, "quota-exceeded"), (refused.Status, refused.Problem));
        Assert.Equal((9000, 10_000, 1000), (
            refused.Json.GetProperty("used").GetProperty("bytes").GetInt64(),
            refused.Json.GetProperty("limit").GetProperty("bytes").GetInt64(),
            refused.Json.GetProperty("remaining").GetProperty("bytes").GetInt64()));
    }

    [Fact]
    public async Task Upload_InParts_IsVerifiedByReading()
    {
        await using var bench = await GatewayBench.StartAsync(quota => quota.Spec.Limit = null);
        var content = GatewayBench.Content((64 << 20) + 1, seed: 7);
        var offer = await bench.BeginAsync(Key, content);
        var size = offer.Json.GetProperty("partSize").GetInt32();
        var parts = new List<object>();
        foreach (var part in offer.Json.GetProperty("parts").EnumerateArray())
        {
            using var put = await bench.PutAsync(part, [.. content.Skip(parts.Count * size).Take(size)]);
            parts.Add(new { number = parts.Count + 1, etag = put.Headers.ETag!.Tag });
        }

        Assert.Equal(5, parts.Count);
        Assert.Equal("bad-request", (await bench.CompleteAsync(offer)).Problem);
        var done = await bench.CompleteAsync(offer, new { parts });

        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), done.Json.GetProperty("sha256").GetString());
        Assert.Equal(content.Length, (await bench.S3.Client.GetObjectMetadataAsync(bench.Bucket, "live/" + Key)).ContentLength);
        Assert.Equal((content.Length, 1, 0), await bench.UsageAsync());
    }

    [Fact]
    public async Task Sweep_UploadInParts_LeavesNoPart()
    {
        await using var bench = await GatewayBench.StartAsync(quota => quota.Spec.Limit = null);
        var content = new byte[(64 << 20) + 1];
        var offer = await bench.BeginAsync(Key, content);
        using var put = await bench.PutAsync(offer.Json.GetProperty("parts")[4], [0]);
        await bench.ExpireAsync();

        await bench.SweepAsync();

        Assert.Empty((await bench.S3.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bench.Bucket })).MultipartUploads ?? []);
    }

    [Fact]
    public async Task Sweep_WhatHasNoRoom_GoesAndWhatHasStays()
    {
        await using var bench = await GatewayBench.StartAsync(quota => quota.Spec.Limit = null);
        var done = await bench.BeginAsync(Key, [1]);
        using (await bench.PutAsync(done.Json, [1]))
            await bench.CompleteAsync(done);
        // Whoever has the request may send it again.
        using var again = await bench.PutAsync(done.Json, [1]);
        var begun = await bench.BeginAsync("tenants/acme/b", [2]);
        using var put = await bench.PutAsync(begun.Json, [2]);
        await bench.S3.Client.InitiateMultipartUploadAsync(bench.Bucket, $"live/.janitor/uploads/{Guid.NewGuid():N}");
        await bench.S3.Client.PutObjectAsync(new PutObjectRequest { BucketName = bench.Bucket, Key = "live/.janitor/uploads/not-ours", ContentBody = "x" });

        await bench.SweepStraysAsync();

        Assert.Equal(["live/.janitor/uploads/" + Guid.Parse(begun.Json.GetProperty("id").GetString()!).ToString("N"), "live/.janitor/uploads/not-ours", "live/" + Key], await bench.KeysAsync());
        Assert.Empty((await bench.S3.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bench.Bucket })).MultipartUploads ?? []);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tenants/beta/a")]
    [InlineData("elsewhere/a")]
    [InlineData("tenants/acme/../beta/a")]
    [InlineData("tenants/acme/./a")]
    [InlineData("/tenants/acme/a")]
    [InlineData("tenants/acme/a\nb")]
    [InlineData(".janitor/uploads/x")]
    public async Task Begin_KeyThatCannotBe_IsRefused(string key)
    {
        await using var bench = await GatewayBench.StartAsync();

        var refused = await bench.BeginAsync(key, [1]);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-key"), (refused.Status, refused.Problem));
    }

    [Fact]
    public async Task Begin_KeyTooLong_IsRefused()
    {
        await using var bench = await GatewayBench.StartAsync();

        var longest = "tenants/acme/" + new string('ä', (1024 - "live/tenants/acme/".Length) / 2);

        Assert.Equal(HttpStatusCode.Created, (await bench.BeginAsync(longest, [1])).Status);
        Assert.Equal("invalid-key", (await bench.BeginAsync(longest + "a", [2])).Problem);
    }

    [Fact]
    public async Task Upload_OddKey_RoundTrips()
    {
        await using var bench = await GatewayBench.StartAsync();
        const string Odd = "tenants/acme/ä +%2F&?#=/b:download";

        Assert.Equal(HttpStatusCode.OK, (await bench.UploadAsync(Odd, "hello"u8.ToArray())).Status);

        var link = await bench.SendAsync(HttpMethod.Get, GatewayBench.Tenant("acme") + $"objects/{Uri.EscapeDataString(Odd)}:download");
        Assert.Equal("hello", Encoding.UTF8.GetString(await bench.GetAsync(link.Json.GetProperty("url").GetString()!)));
    }

    private static async Task<(HttpStatusCode, string?)> Pair(Task<Answer> asked)
    {
        var answer = await asked;
        return (answer.Status, answer.Problem);
    }
}
