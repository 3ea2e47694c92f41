using System.Text.Json.Nodes;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.TestBench;
using static Janitor.Operator.Tests.OperatorBench;

namespace Janitor.Operator.Tests.Quotas;

public sealed class DenyWritesTests : IAsyncLifetime
{
    private S3Server _server = null!;
    private OperatorBench _bench = null!;
    private string _bucket = null!;
    private string _theirs = null!;

    public async Task InitializeAsync()
    {
        (_server, _bench) = (await S3Server.StartAsync(), await StartAsync());
        _bucket = await _server.CreateBucketAsync();
        _theirs = $$"""
            {"Version":"2012-10-17","Statement":[{"Sid":"Guests","Effect":"Allow","Principal":{"AWS":["arn:aws:iam:::user/{{S3Server.Guest}}"]},"Action":["s3:*"],
            "Resource":["arn:aws:s3:::{{_bucket}}/*"]}]}
            """;
        await _server.Client.PutBucketPolicyAsync(new PutBucketPolicyRequest { BucketName = _bucket, Policy = _theirs });
        await SecretAsync("s3", _server.AccessKey, _server.SecretKey);
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Apply_TenantAboveItsLimit_CannotWriteUntilItIsWithin()
    {
        using var guest = _server.CreateGuestClient();
        await PutAsync(guest, "acme/a");
        await PutAsync(guest, "acme/b");
        await PutAsync(guest, "beta/a");

        await _bench.ApplyAsync(QuotaYaml("media", "limit: { objects: 1 }\nenforcement: DenyWrites"));

        var status = await WaitAsync("media", status => Condition(status, "Enforced") == "True/WritesDenied");
        Assert.Equal("""{"names":["acme"],"tenants":1}""", status["denied"]!.ToJsonString());
        Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<AmazonS3Exception>(() => PutAsync(guest, "acme/c"))).ErrorCode);
        await PutAsync(guest, "beta/a");
        await Eventually.HoldsAsync(async () => (await _bench.KubectlAsync("get", "events")).Contains("writes of 1 tenant(s) are refused: acme", StringComparison.Ordinal));
        Assert.Contains($"janitor_quota_tenants_denied{{namespace=\"{_bench.Namespace}\",name=\"media\"}} 1\n", (await _bench.ReadAsync("/metrics")).Text, StringComparison.Ordinal);

        await guest.DeleteObjectAsync(_bucket, "acme/b");
        await _bench.ApplyAsync(QuotaYaml("media", "limit: { objects: 1 }\nenforcement: DenyWrites\nschedule: \"@daily\""));

        status = await WaitAsync("media", status => (long?)status["measuredGeneration"] == 2);
        Assert.Equal(("True/WritesAllowed", 0L), (Condition(status, "Enforced"), (long)status["denied"]!["tenants"]!));
        await PutAsync(guest, "acme/c");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(_theirs), await PolicyAsync()));
    }

    [Fact]
    public async Task Delete_OneOfTwoQuotas_TakesItsOwnStatementAlone()
    {
        await PutAsync(_server.Client, "a/acme/1");
        await PutAsync(_server.Client, "b/beta/1");
        await _bench.ApplyAsync(QuotaYaml("one", "limit: { objects: 0 }\nenforcement: DenyWrites", "a/"));
        await _bench.ApplyAsync(QuotaYaml("two", "limit: { objects: 0 }\nenforcement: DenyWrites", "b/"));
        foreach (var name in (string[])["one", "two"])
            await WaitAsync(name, status => Condition(status, "Enforced") == "True/WritesDenied");
        Assert.Equal(3, (await PolicyAsync())["Statement"]!.AsArray().Count);

        await _bench.KubectlAsync("delete", "storagequota", "one", "--timeout=30s");

        await PutAsync(_server.Client, "a/acme/2");
        Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<AmazonS3Exception>(() => PutAsync(_server.Client, "b/beta/2"))).ErrorCode);

        await _bench.ApplyAsync(QuotaYaml("two", "limit: { objects: 0 }\nenforcement: Report", "b/"));

        var status = await WaitAsync("two", status => status["denied"] is null && (long?)status["observedGeneration"] == 2);
        Assert.Null(Condition(status, "Enforced"));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(_theirs), await PolicyAsync()));
    }

    [Fact]
    public async Task Apply_TenantThatAPolicyCannotName_IsSaid()
    {
        await PutAsync(_server.Client, "a*/1");
        await PutAsync(_server.Client, "axe/1");

        await _bench.ApplyAsync(QuotaYaml("media", "limit: { objects: 0 }\nenforcement: DenyWrites"));

        var status = await WaitAsync("media", status => Condition(status, "Enforced") == "False/DenialIncomplete");
        Assert.Equal(
            "writes of 1 tenant(s) are refused: axe; 1 tenant(s) cannot be named in a policy without naming others: a*", MessageOf(status, "Enforced"));
        await PutAsync(_server.Client, "a*/2");
    }

    [Fact]
    public async Task Apply_CredentialsWithoutTheRight_IsSaid()
    {
        await PutAsync(_server.Client, "acme/1");
        var policy = (await PolicyAsync()).ToJsonString().Replace("\"s3:*\"", "\"s3:GetBucketVersioning\",\"s3:ListBucket\"", StringComparison.Ordinal).Replace("/*\"", "\"", StringComparison.Ordinal);
        await _server.Client.PutBucketPolicyAsync(new PutBucketPolicyRequest { BucketName = _bucket, Policy = policy });
        await _bench.KubectlAsync("delete", "secret", "s3");
        await SecretAsync("s3", S3Server.Guest, S3Server.GuestSecret);

        await _bench.ApplyAsync(QuotaYaml("media", "limit: { objects: 0 }\nenforcement: DenyWrites"));

        var status = await WaitAsync("media", status => Condition(status, "Enforced") == "False/DenialFailed");
        Assert.StartsWith($"cannot read the policy (s3:GetBucketPolicy) of bucket {_bucket} ", MessageOf(status, "Enforced"), StringComparison.Ordinal);
        Assert.Equal(("True/Succeeded", "True/OverLimit"), (Condition(status, "Ready"), Condition(status, "QuotaExceeded")));
    }

    [Fact]
    public async Task Apply_OnAVolume_IsRefused()
    {
        await _bench.ApplyAsync($$"""
            apiVersion: janitor.dev/v1alpha1
            kind: StorageQuota
            metadata: { name: media }
            spec: { target: { volume: { claimName: {{Claim}} } }, enforcement: DenyWrites }
            """);

        var status = await WaitAsync("media", status => Condition(status, "Stalled") is not null);
        Assert.Equal("spec.enforcement: DenyWrites is for buckets: a volume has no policy that could refuse writes; write Report or EvictOldest", MessageOf(status, "Stalled"));
    }

    private static string MessageOf(JsonNode status, string type) => (string)status["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == type)!["message"]!;

    private Task<string> SecretAsync(string name, string key, string secret) =>
        _bench.KubectlAsync("create", "secret", "generic", name, $"--from-literal=accessKeyId={key}", $"--from-literal=secretAccessKey={secret}");

    private Task<JsonNode> WaitAsync(string name, Func<JsonNode, bool> holds) => _bench.WaitAsync("storagequota", name, holds);

    /// <summary>Without content: Ceph does not read that of a request that it refuses, and takes it for the beginning of the next on the connection.</summary>
    private Task<PutObjectResponse> PutAsync(IAmazonS3 client, string key) => client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket, Key = key });

    private async Task<JsonNode> PolicyAsync() => JsonNode.Parse((await _server.Client.GetBucketPolicyAsync(_bucket)).Policy)!;

    private string QuotaYaml(string name, string spec, string prefix = "") =>
        $$"""
        apiVersion: janitor.dev/v1alpha1
        kind: StorageQuota
        metadata: { name: {{name}} }
        spec:
          target: { bucket: { name: {{_bucket}},{{(prefix.Length == 0 ? "" : $" prefix: {prefix},")}} endpoint: "{{_server.Endpoint}}", pathStyle: true, credentialsSecretRef: { name: s3 } } }
          {{spec.ReplaceLineEndings("\n  ")}}
        """;
}
