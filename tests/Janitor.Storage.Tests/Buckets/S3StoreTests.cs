using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.S3.Model;
using Janitor.Api;
using Janitor.Engine.Inventory;
using Janitor.Storage.Buckets.S3;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Buckets;

public sealed class S3StoreTests
{
    [Fact]
    public async Task OpenAsync_DryRun_ChangesNothingAndSaysSo()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint);
        var methods = new List<string>();
        proxy.Intercept = r =>
        {
            lock (methods)
                methods.Add(r.Method);
            return Task.FromResult<ProxiedAnswer?>(null);
        };
        await using var store = new S3Store(bucket.Options(endpoint: proxy.Endpoint), bucket.Time);
        var status = await store.OpenAsync(StoreUse.Read, default);
        Assert.Contains("changes nothing", status.Protection, StringComparison.Ordinal);
        Assert.All(methods, m => Assert.Equal("GET", m));
    }

    [Fact]
    public async Task OpenAsync_ServerThatIgnoresETags_SaysThatItLooksAgainAndLeavesNoProbe()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await using var store = new S3Store(bucket.Options("p/"), bucket.Time);
        var status = await store.OpenAsync(StoreUse.Change, default);
        Assert.Contains("looked at again", status.Protection, StringComparison.Ordinal);
        Assert.Empty(status.Notes);
        Assert.Empty(await bucket.KeysAsync());
    }

    [Fact]
    public async Task OpenAsync_SecondTime_DoesNotProbeAgain()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint);
        await using var first = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint));
        var probed = proxy.Requests;
        await using var second = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint));
        Assert.Equal(2, proxy.Requests - probed);
        Assert.True(probed > 2);
    }

    [Fact]
    public async Task OpenAsync_ProbeDenied_SaysSoInANote()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.Client.PutBucketPolicyAsync(bucket.Name, $$"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::{{bucket.Name}}/*"}]}
            """);
        await using var store = new S3Store(bucket.Options(), bucket.Time);
        var status = await store.OpenAsync(StoreUse.Change, default);
        Assert.Contains("AccessDenied", Assert.Single(status.Notes), StringComparison.Ordinal);
        Assert.Contains("looked at again", status.Protection, StringComparison.Ordinal);
        Assert.Empty((await S3TestBucket.ScanAsync(store)).Items);
    }

    [Fact]
    public async Task OpenAsync_VersionedBucket_LeavesNoVersionOfAProbe()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.Client.PutBucketVersioningAsync(new PutBucketVersioningRequest { BucketName = bucket.Name, VersioningConfig = new() { Status = Amazon.S3.VersionStatus.Enabled } });
        await using var store = await bucket.OpenAsync();
        Assert.Empty((await bucket.Client.ListVersionsAsync(bucket.Name)).Versions ?? []);
    }

    [Fact]
    public async Task OpenAsync_VersioningNotToBeSeen_CountsNothingAsFreed()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAsync("a");
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint)
        {
            Intercept = r => Task.FromResult(r.Target.EndsWith("?versioning", StringComparison.Ordinal) ? new ProxiedAnswer(403, "<Error><Code>AccessDenied</Code></Error>") : null),
        };
        await using var store = new S3Store(bucket.Options(endpoint: proxy.Endpoint), bucket.Time);
        var status = await store.OpenAsync(StoreUse.Change, default);
        Assert.Contains("s3:GetBucketVersioning", Assert.Single(status.Notes), StringComparison.Ordinal);
        Assert.Equal(0, Assert.Single((await S3TestBucket.ScanAsync(store)).Items).Reclaimable);
    }

    [Fact]
    public async Task OpenAsync_ServerClock_IsTheDateOfItsFirstAnswer()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint)
        {
            Intercept = _ => Task.FromResult<ProxiedAnswer?>(new ProxiedAnswer(200, "<ListBucketResult/>", "Date: Sat, 21 Nov 2026 08:45:00 GMT\r\n")),
        };
        await using var scripted = new S3Store(bucket.Options(endpoint: proxy.Endpoint), bucket.Time);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 8, 45, 0, TimeSpan.Zero), (await scripted.OpenAsync(StoreUse.Read, default)).ServerTime);
        await using var real = new S3Store(bucket.Options(), bucket.Time);
        Assert.Equal(TimeProvider.System.GetUtcNow(), (await real.OpenAsync(StoreUse.Read, default)).ServerTime!.Value, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task OpenAsync_BucketMissing_NamesTheField()
    {
        var error = await RefusedAsync(o => o with { Target = o.Target with { Name = "no-such-bucket" } });
        Assert.Equal("spec.target.bucket.name", error.Field);
        Assert.Contains("no-such-bucket", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody", "thesecretvalue", "InvalidAccessKeyId")]
    [InlineData(null, "thesecretvalue", "SignatureDoesNotMatch")]
    public async Task OpenAsync_CredentialsRefused_NamesTheFieldAndNoSecret(string? accessKey, string secret, string code)
    {
        var error = await RefusedAsync(o => o with { Credentials = new S3Credentials(accessKey ?? o.Credentials!.AccessKeyId, secret) });
        Assert.Equal("spec.target.bucket.credentialsSecretRef", error.Field);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, new S3Credentials("a", secret).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_ListingDenied_NamesTheField()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.Client.PutBucketPolicyAsync(bucket.Name, $$"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::{{bucket.Name}}"}]}
            """);
        var error = await Assert.ThrowsAsync<StoreException>(() => bucket.OpenAsync());
        Assert.Equal("spec.target.bucket.credentialsSecretRef", error.Field);
        Assert.Contains("AccessDenied", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AuthorizationHeaderMalformed", 400)]
    [InlineData("PermanentRedirect", 301)]
    public async Task OpenAsync_OtherRegion_NamesTheField(string code, int status)
    {
        var server = await S3Server.StartAsync();
        await using var proxy = new FaultyProxy(server.Endpoint)
        {
            Intercept = _ => Task.FromResult<ProxiedAnswer?>(new ProxiedAnswer(status, $"<Error><Code>{code}</Code></Error>")),
        };
        var error = await RefusedAsync(o => o with { Target = o.Target with { Endpoint = proxy.Endpoint } });
        Assert.Equal("spec.target.bucket.region", error.Field);
    }

    [Theory]
    [InlineData("http://janitor.invalid")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("https://localhost:{port}")]
    [InlineData("http://localhost:{silent}")]
    public async Task OpenAsync_EndpointUnreachable_GivesUpAndNamesTheField(string endpoint)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var server = await S3Server.StartAsync();
        endpoint = endpoint
            .Replace("{port}", new Uri(server.Endpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{silent}", ((IPEndPoint)silent.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var watch = Stopwatch.StartNew();
        var error = await RefusedAsync(o => o with { Target = o.Target with { Endpoint = endpoint } });
        Assert.Equal("spec.target.bucket.endpoint", error.Field);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("s3.example.com")]
    [InlineData("ftp://s3.example.com")]
    [InlineData("")]
    public void Create_EndpointThatIsNoUrl_NamesTheField(string endpoint)
    {
        var error = Assert.Throws<StoreException>(() => new S3Store(new S3StoreOptions { Target = new BucketTarget { Name = "b", Endpoint = endpoint } }, TimeProvider.System));
        Assert.Equal("spec.target.bucket.endpoint", error.Field);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void Create_CaBundleWithoutCertificate_NamesTheField(string pem)
    {
        var options = new S3StoreOptions { Target = new BucketTarget { Name = "b", Endpoint = "https://localhost" }, CaBundlePem = pem };
        Assert.Equal("spec.target.bucket.caBundleSecretRef", Assert.Throws<StoreException>(() => new S3Store(options, TimeProvider.System)).Field);
    }

    [Fact]
    public async Task OpenAsync_OwnAuthority_IsTrustedForItsHostAlone()
    {
        await using var server = new TlsServer("<ListBucketResult/>");
        async Task OpenAsync(string host, string? ca)
        {
            var target = new BucketTarget { Name = "b", PathStyle = true, Endpoint = $"https://{host}:{server.Port}" };
            await using var store = new S3Store(new S3StoreOptions { Target = target, Credentials = new S3Credentials("a", "s"), CaBundlePem = ca }, TimeProvider.System);
            await store.OpenAsync(StoreUse.Read, default);
        }
        await OpenAsync("localhost", server.CertificatePem);
        var unknown = await Assert.ThrowsAsync<StoreException>(() => OpenAsync("localhost", null));
        var otherHost = await Assert.ThrowsAsync<StoreException>(() => OpenAsync("127.0.0.1", server.CertificatePem));
        Assert.All([unknown, otherHost], e => Assert.Equal("spec.target.bucket.endpoint", e.Field));
        Assert.All([unknown, otherHost], e => Assert.Contains("TLS failed", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task OpenAsync_NoCredentialsAnywhere_NamesTheField()
    {
        var error = await RefusedAsync(o => o with { Credentials = null, Target = o.Target with { CredentialsSecretRef = null } });
        Assert.Equal("spec.target.bucket.credentialsSecretRef", error.Field);
    }

    [Fact]
    public async Task TagsAsync_ObjectWithAndWithoutAndGone_TellsThem()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["none", "gone", "/slash"]);
        await bucket.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket.Name, Key = "some", ContentBody = "x", TagSet = [new Tag { Key = "keep", Value = "1 y+" }] });
        await bucket.Client.PutObjectTaggingAsync(new PutObjectTaggingRequest { BucketName = bucket.Name, Key = "/slash", Tagging = new Tagging { TagSet = [new Tag { Key = "a", Value = "b" }] } });
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        await bucket.Client.DeleteObjectAsync(bucket.Name, "gone");
        Assert.Empty((await store.TagsAsync(listed["none"], default))!);
        Assert.Equal("1 y+", (await store.TagsAsync(listed["some"], default))!["keep"]);
        Assert.Equal("b", (await store.TagsAsync(listed["/slash"], default))!["a"]);
        Assert.Null(await store.TagsAsync(listed["gone"], default));
    }

    private static async Task<StoreException> RefusedAsync(Func<S3StoreOptions, S3StoreOptions> change)
    {
        using var bucket = await S3TestBucket.CreateAsync();
        // The real clock: what is measured is how long a user waits.
        await using var store = new S3Store(change(bucket.Options()), TimeProvider.System);
        return await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(StoreUse.Read, default).AsTask());
    }
}
