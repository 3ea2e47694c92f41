using Amazon.S3.Model;
using Janitor.TestBench;
using static Janitor.Operator.Tests.OperatorBench;

namespace Janitor.Operator.Tests.Quotas;

public sealed class StorageQuotaTests
{
    [Fact]
    public async Task Apply_Quota_TellsHowTenantsStandAndFollowsTheSpec()
    {
        await using var bench = await StartAsync();
        bench.Write("acme/a");
        bench.Write("acme/b");
        bench.Write("beta/a");
        bench.Write("nobodys");

        await bench.ApplyAsync(QuotaYaml("limit: { size: 10 }"));

        var status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1);
        Assert.Equal((28L, 4L, 7L), ((long)status["total"]!["bytes"]!, (long)status["total"]!["objects"]!, (long)status["nobody"]!["bytes"]!));
        Assert.Equal((2L, 1L, 0L), ((long)status["tenants"]!, (long)status["overLimit"]!, (long)status["nearLimit"]!));
        Assert.Equal(
            """[{"bytes":14,"level":"Exceeded","objects":2,"percent":140,"tenant":"acme","used":"14 B"},{"bytes":7,"level":"Normal","objects":1,"percent":70,"tenant":"beta","used":"7 B"}]""",
            status["topTenants"]!.ToJsonString());
        Assert.Equal(("True/OverLimit", "True/Succeeded", "True/RunSucceeded"), (Condition(status, "QuotaExceeded"), Condition(status, "Ready"), Condition(status, "LastRunSucceeded")));
        Assert.NotNull(status["nextRunTime"]);
        Assert.Matches($"janitor_tenant_used_bytes{{namespace=\"{bench.Namespace}\",name=\"media\",tenant=\"acme\"}} 14\n", (await bench.ReadAsync("/metrics")).Text);
        await Eventually.HoldsAsync(async () => (await bench.KubectlAsync("get", "events")).Contains("1 tenant(s) are above their limits: acme", StringComparison.Ordinal));

        await bench.ApplyAsync(QuotaYaml("limit: { size: 16 }"));

        status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 2);
        Assert.Equal(("False/WithinLimits", 1L), (Condition(status, "QuotaExceeded"), (long)status["nearLimit"]!));
        // Nothing of it is anywhere else, so it may go without an operator.
        Assert.Null((await bench.GetAsync("storagequota", "media"))["metadata"]!["finalizers"]);
    }

    [Fact]
    public async Task Apply_QuotaOnABucket_MeasuresIt()
    {
        var server = await S3Server.StartAsync();
        var bucket = await server.CreateBucketAsync();
        foreach (var key in (string[])["tenants/acme/a", "tenants/acme/b", "tenants/beta/a", "other"])
            await server.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = "12345" });
        await using var bench = await StartAsync();

        await bench.ApplyAsync(QuotaYaml("""
            tenants: { fromPath: ["tenants/{tenant}/**"] }
            limit: { objects: 1 }
            """).Replace($"volume: {{ claimName: {Claim} }}", $"bucket: {{ name: {bucket}, endpoint: \"{server.Endpoint}\", pathStyle: true, credentialsSecretRef: {{ name: s3 }} }}", StringComparison.Ordinal));
        await bench.WaitForQuotaAsync(status => Condition(status, "Ready") == "False/SecretNotFound");
        await bench.KubectlAsync("create", "secret", "generic", "s3", $"--from-literal=accessKeyId={server.AccessKey}", $"--from-literal=secretAccessKey={server.SecretKey}");

        var status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1);
        Assert.Equal((20L, 2L, 1L), ((long)status["total"]!["bytes"]!, (long)status["tenants"]!, (long)status["overLimit"]!));
        Assert.Equal("acme", (string?)status["topTenants"]![0]!["tenant"]);
    }

    [Fact]
    public async Task Apply_SpecThatNoSchemaCatches_Stalls()
    {
        await using var bench = await StartAsync();

        await bench.ApplyAsync(QuotaYaml("tenants: { fromPath: [a/**] }\nthresholds: { warning: 96% }"));

        var status = await bench.WaitForQuotaAsync(status => Condition(status, "Stalled") is not null);
        Assert.Equal(
            "spec.tenants.fromPath[0]: \"a/**\" must have {tenant} exactly once\nspec.thresholds.warning: 96% is above critical, 95%; write a lower share",
            (string?)status["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "Stalled")!["message"]);
    }

    [Fact]
    public async Task Apply_BucketThatDoesNotAnswer_IsSaidAndTriedAtTheNextTime()
    {
        await using var bench = await StartAsync();
        await bench.KubectlAsync("create", "secret", "generic", "s3", "--from-literal=accessKeyId=a", "--from-literal=secretAccessKey=b");

        await bench.ApplyAsync(QuotaYaml("limit: { size: 1 }").Replace(
            $"volume: {{ claimName: {Claim} }}", "bucket: { name: videos, endpoint: \"http://127.0.0.1:1\", pathStyle: true, credentialsSecretRef: { name: s3 } }", StringComparison.Ordinal));

        var status = await bench.WaitForQuotaAsync(status => Condition(status, "LastRunSucceeded") == "False/RunFailed");
        Assert.Equal("True/Succeeded", Condition(status, "Ready"));
        Assert.Null(status["measuredAt"]);
    }

    [Fact]
    public async Task Apply_TenantsOfADatabase_MeasuresByItAndNothingWithoutIt()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(database, "create table jobs (id text, customer text); insert into jobs values ('1', 'acme'), ('2', 'beta'), ('3', 'acme')");
        await using var bench = await StartAsync();
        foreach (var path in (string[])["jobs/1/a", "jobs/2/a", "jobs/3/raw/a", "other"])
            bench.Write(path);
        const string Tenants = """tenants: { postgres: { connectionSecretRef: { name: app, key: uri }, query: "select 'jobs/' || id, customer from jobs" } }""";

        await bench.ApplyAsync(QuotaYaml($"{Tenants}\nlimit: {{ size: 10 }}"));
        await bench.WaitForQuotaAsync(status => Condition(status, "Ready") == "False/SecretNotFound");
        await bench.KubectlAsync("create", "secret", "generic", "app", $"--from-literal=uri={database}");

        var status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1);
        Assert.Equal((2L, 1L, 7L), ((long)status["tenants"]!, (long)status["overLimit"]!, (long)status["nobody"]!["bytes"]!));
        Assert.Equal(("acme", 14L), ((string?)status["topTenants"]![0]!["tenant"], (long)status["topTenants"]![0]!["bytes"]!));

        await PostgresServer.ExecuteAsync(database, "delete from jobs");
        await bench.ApplyAsync(QuotaYaml($"{Tenants}\nlimit: {{ size: 100 }}"));

        status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 2);
        Assert.Equal(("False/RunFailed", "True/OverLimit", 2L), (Condition(status, "LastRunSucceeded"), Condition(status, "QuotaExceeded"), (long)status["tenants"]!));
    }

    [Fact]
    public async Task Restart_NothingDue_WritesNoStatus()
    {
        await using var bench = await StartAsync();
        await bench.ApplyAsync(QuotaYaml("limit: { size: 10 }"));
        await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1);
        var before = (string?)(await bench.GetAsync("storagequota", "media"))["metadata"]!["resourceVersion"];

        await bench.StopOperatorAsync();
        await bench.StartOperatorAsync();
        await bench.ApplyAsync(QuotaYaml("limit: { size: 10 }").Replace("name: media", "name: other", StringComparison.Ordinal));
        await bench.WaitAsync("storagequota", "other", status => (long?)status["measuredGeneration"] == 1);

        Assert.Equal(before, (string?)(await bench.GetAsync("storagequota", "media"))["metadata"]!["resourceVersion"]);
    }
}
