using System.Text.Json.Nodes;
using Amazon.S3.Model;
using Janitor.Operator.Hosting;
using Janitor.TestBench;
using static Janitor.Operator.Tests.OperatorBench;

namespace Janitor.Operator.Tests.Ledger;

public sealed class LedgerTests
{
    private const string Nowhere = "postgres://janitor:secret@127.0.0.1:1/ledger";

    [Fact]
    public async Task Measure_LedgerIsWrong_IsMadeRightAndSaid()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await using var bench = await StartAsync(With(database.ToString()));
        bench.Write("acme/a");
        bench.Write("acme/b");
        bench.Write("beta/a");

        await bench.ApplyAsync(QuotaYaml("limit: { size: 10 }"));

        var status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1);
        Assert.Equal("""{"bytes":21,"changed":0,"missing":0,"unknown":3}""", Sorted(status["drift"]!));
        Assert.Equal("acme 14 2, beta 7 1", await BooksAsync(database));

        File.Delete(bench.Write("acme/a"));
        File.AppendAllText(bench.Write("acme/b"), "more");
        bench.Write("beta/b");
        bench.Write("beta/c");
        await bench.ApplyAsync(QuotaYaml("limit: { size: 100 }"));

        status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 2);
        Assert.Equal("""{"bytes":25,"changed":1,"missing":1,"unknown":2}""", Sorted(status["drift"]!));
        Assert.Equal("acme 11 1, beta 21 3", await BooksAsync(database));
        var metrics = (await bench.ReadAsync("/metrics")).Text;
        Assert.Matches($"janitor_quota_drift_total{{namespace=\"{bench.Namespace}\",name=\"media\",difference=\"unknown\"}} 2\n", metrics);
        Assert.Contains("janitor_ledger_up 1\n", metrics, StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => (await bench.KubectlAsync("get", "events")).Contains("DriftRepaired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Measure_UsageGrewForDays_ForeseesTheDay()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await using var bench = await StartAsync(With(database.ToString()));
        bench.Write("acme/a");
        await bench.ApplyAsync(QuotaYaml("limit: { size: 16 }"));
        Assert.Null((await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1))["fullAt"]);

        // As if 5 of the 7 bytes had come on the two days before.
        await PostgresServer.ExecuteAsync(database, """
            update janitor.usage_days set stored_bytes = 3;
            insert into janitor.usage_days (collection, day, tenant, bytes, objects, stored_bytes)
              select collection, day - back, tenant, 0, 0, 2 from janitor.usage_days, (values (1), (2)) as days (back) where stored_bytes = 3;
            """);
        await bench.ApplyAsync(QuotaYaml("limit: { size: 16 }\nschedule: \"@daily\""));

        var status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 2);
        // 2, 4 and 7 bytes: 2.5 a day from 6.8 on.
        var expected = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(4);
        Assert.Equal((expected, expected), (((DateTime)status["fullAt"]!).ToUniversalTime(), ((DateTime)status["topTenants"]![0]!["fullAt"]!).ToUniversalTime()));
        Assert.Contains("janitor_tenant_full_timestamp_seconds{", (await bench.ReadAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_Quota_LeavesTheLedger()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await using var bench = await StartAsync(With(database.ToString()));
        bench.Write("acme/a");
        await bench.ApplyAsync(QuotaYaml("limit: { size: 10 }"));
        await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1);

        await bench.KubectlAsync("delete", "storagequota", "media", "--timeout=30s");

        Assert.Equal(0, await PostgresServer.QueryAsync<long>(database, "select count(*) from janitor.collections"));
        Assert.Equal(0, await PostgresServer.QueryAsync<long>(database, "select count(*) from janitor.objects"));
    }

    [Fact]
    public async Task Run_InTheOperator_IsRecordedAndTakesWhatItRemovesOutOfTheBooks()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await using var bench = await StartAsync(With(database.ToString()));
        bench.Write("acme/old", TimeSpan.FromDays(2));
        bench.Write("acme/new");
        bench.Write("beta/old", TimeSpan.FromDays(2));
        await bench.ApplyAsync(QuotaYaml("limit: { size: 10 }"));
        await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1);

        // Below another prefix than the quota: what is "old" to the policy is "acme/old" in the quota's books.
        await bench.ApplyAsync(PolicyYaml("clips", """
            target: { volume: { claimName: scratch, path: acme } }
            rules: [{ name: expired, match: { olderThan: 1d } }]
            """).Replace($"target: {{ volume: {{ claimName: {Claim} }} }}\n", "\n", StringComparison.Ordinal));

        var run = (await bench.WaitAsync("clips", status => status["lastRun"] is not null))["lastRun"]!;
        Assert.Equal((1L, "Succeeded"), ((long)run["acted"]!, (string?)run["outcome"]));
        Assert.Equal("acme 7 1, beta 7 1", await BooksAsync(database));
        await Eventually.HoldsAsync(async () => await QueryAsync(
            database, "select string_agg(concat_ws(' ', kind, name, run, trigger, outcome, finished_at is not null, summary->>'acted'), ', ') from janitor.runs") == $"RetentionPolicy clips {run["id"]} {run["trigger"]} Succeeded t 1");
        Assert.Equal("old 7 expired", await QueryAsync(database, "select string_agg(concat_ws(' ', convert_from(key, 'UTF8'), size, rule), ', ') from janitor.removals"));
    }

    [Fact]
    public async Task Run_OnABucket_TakesWhatItRemovesOutOfTheBooks()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        var server = await S3Server.StartAsync();
        var bucket = await server.CreateBucketAsync();
        foreach (var key in (string[])["media/acme/a", "media/acme/b.tmp", "media/beta/a"])
            await server.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = "12345" });
        await using var bench = await StartAsync(With(database.ToString()));
        await bench.KubectlAsync("create", "secret", "generic", "s3", $"--from-literal=accessKeyId={server.AccessKey}", $"--from-literal=secretAccessKey={server.SecretKey}");
        string In(string yaml, string prefix) => yaml.Replace(
            $"volume: {{ claimName: {Claim} }}",
            $"bucket: {{ name: {bucket}, endpoint: \"{server.Endpoint}\", pathStyle: true, prefix: \"{prefix}\", credentialsSecretRef: {{ name: s3 }} }}",
            StringComparison.Ordinal);
        await bench.ApplyAsync(In(QuotaYaml("limit: { size: 10 }"), "media/"));
        await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1);
        Assert.Equal("acme 10 2, beta 5 1", await BooksAsync(database));
        Assert.Equal("STANDARD 34", await QueryAsync(database, "select string_agg(distinct concat_ws(' ', class, length(etag)), ', ') from janitor.objects"));

        await bench.ApplyAsync(In(PolicyYaml("clips", """
            limits: { minAge: 0s }
            rules: [{ name: temporary, match: { include: ["**/*.tmp"] } }]
            """), "media/acme/"));

        var run = (await bench.WaitAsync("clips", status => status["lastRun"] is not null))["lastRun"]!;
        Assert.Equal((1L, "Succeeded"), ((long)run["acted"]!, (string?)run["outcome"]));
        Assert.Equal("acme 5 1, beta 5 1", await BooksAsync(database));
    }

    [Fact]
    public async Task Measure_LedgerIsAway_IsMeasuredAllTheSameAndSaysSo()
    {
        await using var bench = await StartAsync(With(Nowhere));
        bench.Write("acme/a");

        await bench.ApplyAsync(QuotaYaml("limit: { size: 10 }"));

        var status = await bench.WaitForQuotaAsync(status => (long?)status["measuredGeneration"] == 1 && ReadyMessage(status).Contains("without the ledger", StringComparison.Ordinal));
        Assert.Equal(("True/Succeeded", "True/RunSucceeded", 7L), (Condition(status, "Ready"), Condition(status, "LastRunSucceeded"), (long)status["total"]!["bytes"]!));
        Assert.Null(status["drift"]);
        Assert.DoesNotContain("secret", status.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("janitor_ledger_up 0\n", (await bench.ReadAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LedgerIsAway_Succeeds()
    {
        await using var bench = await StartAsync(With(Nowhere));
        bench.Write("old", TimeSpan.FromDays(2));

        await bench.ApplyAsync(PolicyYaml("clips", "rules: [{ name: expired, match: { olderThan: 1d } }]"));

        var run = (await bench.WaitAsync("clips", status => status["lastRun"] is not null))["lastRun"]!;
        Assert.Equal((1L, "Succeeded"), ((long)run["acted"]!, (string?)run["outcome"]));
    }

    private static Func<OperatorSettings, OperatorSettings> With(string ledger) => settings => settings with { Ledger = new LedgerOptions(ledger) };

    private static string ReadyMessage(JsonNode status) =>
        (string?)status["conditions"]?.AsArray().FirstOrDefault(condition => (string?)condition!["type"] == "Ready")?["message"] ?? string.Empty;

    private static string Sorted(JsonNode node) => new JsonObject(node.AsObject().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString();

    private static Task<string> BooksAsync(Uri database) =>
        QueryAsync(database, "select string_agg(concat_ws(' ', tenant, bytes, objects), ', ' order by tenant) from janitor.usage where objects > 0");

    private static Task<string> QueryAsync(Uri database, string query) => PostgresServer.QueryAsync<string>(database, $"select coalesce(({query}), '')");
}
