using Amazon.S3.Model;
using Janitor.Operator.Hosting;
using Janitor.TestBench;
using static Janitor.Operator.Tests.OperatorBench;

namespace Janitor.Operator.Tests.Quotas;

public sealed class EvictOldestTests
{
    [Fact]
    public async Task Apply_TenantAboveItsLimit_IsPreviewedFirstAndThenLosesItsOldest()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await using var bench = await StartAsync(settings => settings with { Ledger = new LedgerOptions(database.ToString()) });
        for (var day = 1; day <= 4; day++)
        {
            bench.Write($"acme/{day}", TimeSpan.FromDays(day));
            bench.Write($"beta/{day}", TimeSpan.FromDays(100 + day));
        }

        const string Limit = "limit: { size: 21 }\noverrides: [{ tenant: beta, limit: { size: 1Ki } }]\nenforcement: EvictOldest\n";
        await bench.ApplyAsync(QuotaYaml(Limit));

        var status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1);
        Assert.Equal("False/OnlyPreviewed", Condition(status, "Enforced"));
        Assert.Equal((true, 2L, 0L), ((bool)status["lastEviction"]!["dryRun"]!, (long)status["lastEviction"]!["selected"]!, (long)status["lastEviction"]!["acted"]!));
        Assert.Equal(8, Directory.GetFiles(bench.Volume, "*", SearchOption.AllDirectories).Length);

        await bench.ApplyAsync(QuotaYaml(Limit + "evict: { mode: Enforce }"));

        status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 2);
        Assert.Equal("True/Evicted", Condition(status, "Enforced"));
        Assert.Equal((2L, "Succeeded"), ((long)status["lastEviction"]!["acted"]!, (string?)status["lastEviction"]!["outcome"]));
        Assert.Equal(["1", "2"], Directory.GetFiles(Path.Combine(bench.Volume, "acme")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(4, Directory.GetFiles(Path.Combine(bench.Volume, "beta")).Length);
        Assert.Equal("acme 14, beta 28", await PostgresServer.QueryAsync<string>(database, "select string_agg(tenant || ' ' || bytes, ', ' order by tenant) from janitor.usage"));
        await Eventually.HoldsAsync(async () => await PostgresServer.QueryAsync<string>(
            database,
            "select coalesce(string_agg(concat_ws(' ', kind, name, outcome, convert_from(key, 'UTF8'), rule), ', ' order by key), '') from janitor.runs join janitor.removals on removals.run = runs.id and runs.outcome <> 'Going'")
            is "StorageQuota media Succeeded acme/3 evict-oldest, StorageQuota media Succeeded acme/4 evict-oldest");
        await Eventually.HoldsAsync(async () => (await bench.KubectlAsync("get", "events")).Contains("deleted or moved 2 of 4 item(s), freed", StringComparison.Ordinal));
        Assert.Contains($"janitor_items_total{{kind=\"StorageQuota\",namespace=\"{bench.Namespace}\",name=\"media\",rule=\"evict-oldest\",action=\"delete\",outcome=\"acted\"}} 2\n", (await bench.ReadAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_LimitsOfEviction_HoldForAllTenantsTogether()
    {
        await using var bench = await StartAsync();
        foreach (var tenant in (string[])["acme", "beta"])
        {
            for (var day = 1; day <= 4; day++)
                bench.Write($"{tenant}/{day}", TimeSpan.FromDays(day));
        }

        await bench.ApplyAsync(QuotaYaml("limit: { size: 7 }\nenforcement: EvictOldest\nevict: { mode: Enforce, maxDeletions: 5 }"));

        var status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1);
        Assert.Equal(5, (long)status["lastEviction"]!["acted"]!);
        Assert.Equal(3, Directory.GetFiles(bench.Volume, "*", SearchOption.AllDirectories).Length);
        Assert.Equal("False/EvictionIncomplete", Condition(status, "Enforced"));
        Assert.Contains("evict.maxDeletions (5) was reached; the rest waits for the next measurement", (string?)status["lastEviction"]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_LimitOfObjects_IsBroughtDown()
    {
        await using var bench = await StartAsync();
        bench.Write("acme/1", TimeSpan.FromDays(1));
        bench.Write("acme/2", TimeSpan.FromDays(2));

        await bench.ApplyAsync(QuotaYaml("limit: { objects: 1 }\nenforcement: EvictOldest\nevict: { mode: Enforce }"));

        await bench.WaitForQuotaAsync(status => Condition(status, "Enforced") == "True/Evicted");
        Assert.Equal(["1"], Directory.GetFiles(Path.Combine(bench.Volume, "acme")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Apply_OnABucket_RemovesOfThatTenantAlone()
    {
        var server = await S3Server.StartAsync();
        var bucket = await server.CreateBucketAsync();
        var past = await server.StartPastAsync(TimeSpan.FromDays(2));
        foreach (var key in (string[])["t/acme/old", "t/beta/old"])
            await past.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = "12345" });
        await server.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "t/acme/new", ContentBody = "12345" });
        await using var bench = await StartAsync();
        await bench.KubectlAsync("create", "secret", "generic", "s3", $"--from-literal=accessKeyId={server.AccessKey}", $"--from-literal=secretAccessKey={server.SecretKey}");

        await bench.ApplyAsync(QuotaYaml("tenants: { fromPath: [\"t/{tenant}/**\"] }\nlimit: { size: 6 }\nenforcement: EvictOldest\nevict: { mode: Enforce, minAge: 1d }").Replace(
            $"volume: {{ claimName: {Claim} }}", $"bucket: {{ name: {bucket}, endpoint: \"{server.Endpoint}\", pathStyle: true, credentialsSecretRef: {{ name: s3 }} }}", StringComparison.Ordinal));

        await bench.WaitForQuotaAsync(status => Condition(status, "Enforced") == "True/Evicted");
        Assert.Equal(["t/acme/new", "t/beta/old"], (await server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket })).S3Objects.Select(found => found.Key));
    }
}
