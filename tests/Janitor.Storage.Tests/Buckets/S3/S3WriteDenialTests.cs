using System.Text;
using System.Text.Json.Nodes;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Engine.Inventory;
using Janitor.Storage.Buckets.S3;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Buckets.S3;

public sealed class S3WriteDenialTests : IAsyncLifetime, IDisposable
{
    private const string Sid = "janitor-dev-1";

    private S3TestBucket _bucket = null!;
    private IAmazonS3 _guest = null!;
    private string _theirs = null!;

    public async Task InitializeAsync()
    {
        _bucket = await S3TestBucket.CreateAsync();
        _guest = _bucket.Server.CreateGuestClient();
        _theirs = $$"""
            {"Version":"2012-10-17","Id":"theirs","Statement":[{"Sid":"Guests may write.","Effect":"Allow","Principal":{"AWS":["arn:aws:iam:::user/{{S3Server.Guest}}"]},
            "Action":["s3:PutObject","s3:DeleteObject","s3:ListBucket"],"Resource":["arn:aws:s3:::{{_bucket.Name}}","arn:aws:s3:::{{_bucket.Name}}/*"]}]}
            """;
        await _bucket.Server.Client.PutBucketPolicyAsync(new PutBucketPolicyRequest { BucketName = _bucket.Name, Policy = _theirs });
    }

    [Fact]
    public async Task DenyAsync_Tenant_RefusesItsWritesAlone()
    {
        await PutAsync("tenants/acme/a");
        using var denial = Open("tenants/");

        Assert.Equal(1, await denial.DenyAsync(Sid, [Places("acme/")], default));

        await AssertRefusedAsync(() => PutAsync("tenants/acme/b"));
        await AssertRefusedAsync(() => PutAsync("tenants/acme/a"));
        await AssertRefusedAsync(() => _guest.InitiateMultipartUploadAsync(_bucket.Name, "tenants/acme/large"));
        // The owner too: whoever writes as the bucket's owner is a tenant as well.
        await AssertRefusedAsync(() => _bucket.PutAsync("tenants/acme/b", string.Empty));
        await PutAsync("tenants/acme2/a");
        await PutAsync("tenants/.janitor/uploads/1");
        await _guest.DeleteObjectAsync(_bucket.Name, "tenants/acme/a");
    }

    [Fact]
    public async Task DenyAsync_Nobody_LeavesThePolicyAsItWas()
    {
        using var denial = Open();
        await denial.DenyAsync(Sid, [Places("acme/")], default);

        await denial.DenyAsync(Sid, [], default);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(_theirs), await PolicyAsync()));
        await PutAsync("acme/a");
    }

    [Fact]
    public async Task DenyAsync_NoOtherStatements_LeavesNoPolicy()
    {
        await _bucket.Server.Client.DeleteBucketPolicyAsync(_bucket.Name);
        using var denial = Open();
        await denial.DenyAsync(Sid, [Places("acme/")], default);

        await denial.DenyAsync(Sid, [], default);
        await denial.DenyAsync(Sid, [], default);

        Assert.Null(await PolicyAsync());
    }

    [Fact]
    public async Task DenyAsync_TwoOnOneBucket_AreIndependent()
    {
        using var denial = Open();
        await denial.DenyAsync(Sid, [Places("acme/")], default);
        await denial.DenyAsync("janitor-dev-2", [Places("acme/", "beta/")], default);

        await denial.DenyAsync("janitor-dev-2", [], default);

        await AssertRefusedAsync(() => PutAsync("acme/a"));
        await PutAsync("beta/a");
    }

    [Fact]
    public async Task DenyAsync_SingleKey_RefusesItAlone()
    {
        using var denial = Open();

        await denial.DenyAsync(Sid, [Places("jobs/1", "jobs/1/")], default);

        await AssertRefusedAsync(() => PutAsync("jobs/1"));
        await AssertRefusedAsync(() => PutAsync("jobs/1/a"));
        await PutAsync("jobs/10");
    }

    [Theory]
    [InlineData("a*b/")]
    [InlineData("a?b/")]
    [InlineData("a${x}b/")]
    public void CanName_SignsOfThePolicyLanguage_OnAmazonAlone(string place)
    {
        using var elsewhere = Open();
        using var amazon = new S3WriteDenial(_bucket.Options() with { Target = _bucket.Options().Target with { Endpoint = null } }, TimeProvider.System);

        Assert.False(elsewhere.CanName(Encoding.UTF8.GetBytes(place)));
        Assert.True(amazon.CanName(Encoding.UTF8.GetBytes(place)));
        Assert.True(elsewhere.CanName("a$b ü\"c/"u8.ToArray()));
    }

    [Fact]
    public async Task DenyAsync_NameWithQuotesAndBlanks_IsRefused()
    {
        using var denial = Open();

        await denial.DenyAsync(Sid, [Places("a$b ü\"c/")], default);

        await AssertRefusedAsync(() => PutAsync("a$b ü\"c/d"));
        await PutAsync("a$b/d");
    }

    [Fact]
    public async Task DenyAsync_MoreThanAPolicyHolds_RefusesTheFirst()
    {
        using var denial = Open();
        var tenants = Enumerable.Range(0, 1000).Select(i => Places($"tenants/tenant-{i:0000}/")).ToList();

        var count = await denial.DenyAsync(Sid, tenants, default);

        Assert.InRange(count, 150, 300);
        Assert.InRange(Encoding.UTF8.GetByteCount(await PolicyTextAsync() ?? ""), 20_300, 20_480);
        await AssertRefusedAsync(() => PutAsync($"tenants/tenant-{count - 1:0000}/a"));
        await PutAsync($"tenants/tenant-{count:0000}/a");
        Assert.Equal(count, await denial.DenyAsync(Sid, tenants, default));
    }

    [Fact]
    public async Task DenyAsync_CredentialsWithoutThatRight_SaysWhich()
    {
        using var denial = new S3WriteDenial(_bucket.Options() with { Credentials = new S3Credentials(S3Server.Guest, S3Server.GuestSecret) }, TimeProvider.System);

        var problem = await Assert.ThrowsAsync<StoreException>(() => denial.DenyAsync(Sid, [Places("acme/")], default));

        Assert.StartsWith($"cannot read the policy (s3:GetBucketPolicy) of bucket {_bucket.Name} at ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DenyAsync_NoBucket_SaysSo()
    {
        using var denial = new S3WriteDenial(_bucket.Options() with { Target = _bucket.Options().Target with { Name = "nowhere" } }, TimeProvider.System);

        Assert.Equal("spec.target.bucket.name", (await Assert.ThrowsAsync<StoreException>(() => denial.DenyAsync(Sid, [], default))).Field);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _guest.Dispose();
        _bucket.Dispose();
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Places(params string[] places) => [.. places.Select(place => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(place))];

    private static async Task AssertRefusedAsync(Func<Task> write) => Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<AmazonS3Exception>(write)).ErrorCode);

    private S3WriteDenial Open(string prefix = "") => new(_bucket.Options(prefix), TimeProvider.System);

    /// <summary>Without content: Ceph does not read that of a request that it refuses, and takes it for the beginning of the next on the connection.</summary>
    private Task<PutObjectResponse> PutAsync(string key) => _guest.PutObjectAsync(new PutObjectRequest { BucketName = _bucket.Name, Key = key });

    private async Task<JsonNode?> PolicyAsync() => await PolicyTextAsync() is { } text ? JsonNode.Parse(text) : null;

    /// <summary>The SDK hands the XML of NoSuchBucketPolicy over as the policy.</summary>
    private async Task<string?> PolicyTextAsync()
    {
        var policy = (await _bucket.Server.Client.GetBucketPolicyAsync(_bucket.Name)).Policy;
        return policy.StartsWith('<') ? null : policy;
    }
}
