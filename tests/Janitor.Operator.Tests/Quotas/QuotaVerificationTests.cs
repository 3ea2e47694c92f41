using Janitor.Engine.Verification;
using Janitor.Operator.Hosting;
using Janitor.Storage.Postgres.Ledger;
using Janitor.Storage.Volumes;
using Janitor.TestBench;
using static Janitor.Operator.Tests.OperatorBench;

namespace Janitor.Operator.Tests.Quotas;

public sealed class QuotaVerificationTests
{
    [Fact]
    public async Task Verify_RotOnAMountedClaim_IsToldUntilItIsMended()
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await using var bench = await StartAsync(settings => settings with { Ledger = new LedgerOptions(database.ToString()) });
        var path = bench.Write("acme/a", TimeSpan.FromHours(1));
        bench.Write("acme/b", TimeSpan.FromHours(1));
        await bench.ApplyAsync(QuotaYaml(string.Empty));
        await bench.WaitForQuotaAsync(status => status["drift"] is not null);
        await LearnAsync(bench, database);
        Keeping(path, "cOntent");

        await MakeDueAsync(bench, "verify: { schedule: \"@daily\" }");

        var status = await bench.WaitForQuotaAsync(status => status["verification"]?["lastRun"] is not null);
        var found = status["verification"]!;
        Assert.Equal((2L, 1L, 0L, 1L), ((long)found["checked"]!, (long)found["corrupt"]!, (long)found["missing"]!, (long)found["damagedInLastCycle"]!));
        Assert.Equal("acme/a: corrupt", (string?)found["sample"]![0]);
        Assert.NotNull(found["nextRunTime"]);
        Assert.Equal(("False/ObjectsDamaged", "True/Succeeded"), (Condition(status, "Verified"), Condition(status, "Ready")));
        Assert.Matches($"janitor_quota_verified_objects_total{{namespace=\"{bench.Namespace}\",name=\"media\",outcome=\"corrupt\"}} 1\n", (await bench.ReadAsync("/metrics")).Text);
        await Eventually.HoldsAsync(async () => (await bench.KubectlAsync("get", "events")).Contains("1 corrupt, 0 truncated, 0 missing, 0 unreadable: acme/a (corrupt)", StringComparison.Ordinal));

        Keeping(path, "content");
        await MakeDueAsync(bench, "verify: { schedule: \"@daily\", sample: 100% }");

        status = await bench.WaitForQuotaAsync(status => Condition(status, "Verified") == "True/AsBooked");
        Assert.Equal(0L, (long)status["verification"]!["corrupt"]!);

        await bench.ApplyAsync(QuotaYaml(string.Empty));
        // The patch of this test owns a field of it, so that the rest is the operator's to take away.
        await bench.WaitForQuotaAsync(status => Condition(status, "Verified") is null && status["verification"]?["lastRun"] is null);
    }

    [Fact]
    public async Task Verify_WithoutLedger_IsUnknownAndSaid()
    {
        await using var bench = await StartAsync();
        await bench.ApplyAsync(QuotaYaml(string.Empty));
        await bench.WaitForQuotaAsync(status => status["measuredAt"] is not null);

        await MakeDueAsync(bench, "verify: { schedule: \"@daily\" }");

        await bench.WaitForQuotaAsync(status => Condition(status, "Verified") == "Unknown/LedgerRequired" && Condition(status, "Ready") == "True/Succeeded");
    }

    /// <summary>Makes the spec so, and that a time of its schedule was missed.</summary>
    private static async Task MakeDueAsync(OperatorBench bench, string spec)
    {
        await bench.PatchStatusAsync("storagequotas", "media", """{"verification":{"lastScheduleTime":"2020-01-01T00:00:00Z"}}""");
        await bench.ApplyAsync(QuotaYaml(spec));
    }

    private static async Task LearnAsync(OperatorBench bench, Uri database)
    {
        await using var ledger = await PostgresLedger.OpenAsync(database.ToString(), default);
        var quota = $"{bench.Namespace}/media";
        var collection = (await new LedgerIndex(ledger).FindAsync(quota, $"volume://{bench.Namespace}/{Claim}/", default))!.Value;
        await using var store = new VolumeStore(new VolumeStoreOptions { Root = bench.Volume, Description = "scratch" }, TimeProvider.System);
        var run = new VerificationRun(store, new VerificationBooks(ledger), quota, collection, TimeProvider.System);
        Assert.Equal(2, (await run.ExecuteAsync(new VerificationOptions { Learn = true }, new VerificationProgress(), default)).Learned);
    }

    /// <summary>Changes a file as a disk does: its time stays.</summary>
    private static void Keeping(string path, string content)
    {
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, content);
        File.SetLastWriteTimeUtc(path, time);
    }
}
