using Janitor.TestBench;
using static Janitor.Operator.Tests.Backups.BackupsBench;
using static Janitor.Operator.Tests.OperatorBench;

namespace Janitor.Operator.Tests.Backups;

/// <summary>Restores and verifications beside a real API server, a real bucket and a real database; what the workers do is the real thing.</summary>
public sealed class RestoreTests
{
    [Theory]
    [InlineData("", "restored to it")]
    [InlineData("\njobs: 2", "restored to it by 2 programs at once")]
    public async Task Restore_ToAnotherDatabase_IsTheSameRowByRow(string more, string how)
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());
        var backup = await bench.BackUpAsync("1");
        var copy = $"{bench.DatabaseName}_copy";

        await bench.Cluster.ApplyAsync(RestoreYaml($"backup: {NameOf(backup)}\nparts: [ {{ name: {bench.DatabaseName}, to: {{ postgres: {{ database: {copy} }} }} }} ]{more}"));

        var status = await bench.Cluster.WaitAsync("restore.janitor.dev", "back", status => (string?)status["phase"] is "Succeeded" or "Failed");
        Assert.Equal("True/Completed", Condition(status, "Ready"));
        Assert.Equal((string?)backup["status"]!["folder"], (string?)status["folder"]);
        Assert.Contains($"database {copy}", (string?)status["plan"]![0], StringComparison.Ordinal);
        Assert.EndsWith(how, (string?)status["plan"]![0], StringComparison.Ordinal);
        Assert.Equal(await SumAsync(bench.Database), await SumAsync(bench.Sibling(copy)));
        await Eventually.HoldsAsync(async () => (await bench.Cluster.KubectlAsync("get", "events")).Contains("1 part(s) of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restore_FromTheBucketAloneOnAnEmptyCluster_BringsItBack()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());
        await bench.BackUpAsync("1");
        var sum = await SumAsync(bench.Database);
        await bench.Cluster.KubectlAsync("delete", "backupschedule", "nightly");
        await bench.Cluster.KubectlAsync("delete", "backups.janitor.dev", "--all");
        await PostgresServer.ExecuteAsync(bench.Database, "drop table orders");

        await bench.Cluster.ApplyAsync(RestoreYaml("from: { schedule: nightly }"));
        await bench.Cluster.WaitAsync("restore.janitor.dev", "back", status => Condition(status, "Ready") == "False/ScheduleNotFound");
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml("suspend: true"));

        var status = await bench.Cluster.WaitAsync("restore.janitor.dev", "back", status => (string?)status["phase"] is "Succeeded" or "Failed");
        Assert.Equal("True/Completed", Condition(status, "Ready"));
        Assert.Equal(sum, await SumAsync(bench.Database));
    }

    [Theory]
    [InlineData("from: { schedule: nightly }", "False/TargetRefused", "is not empty")]
    [InlineData("from: { schedule: nightly }\nparts: [ { name: nothing } ]", "False/NotFound", "the backup has no part nothing")]
    [InlineData("from: { schedule: nightly, at: \"2001-01-01T00:00:00Z\" }", "False/NotFound", "has no backup 2001-01-01T00:00:00Z")]
    [InlineData("from: { schedule: nightly, at: yesterday }", "False/InvalidSpec", "spec.from.at: \\u0022yesterday\\u0022 is no moment")]
    [InlineData("{}", "False/InvalidSpec", "write either backup")]
    public async Task Restore_CannotBeDone_SaysWhyAndTouchesNothing(string spec, string ready, string words)
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());
        await bench.BackUpAsync("1");
        var sum = await SumAsync(bench.Database);

        await bench.Cluster.ApplyAsync(RestoreYaml(spec));

        var status = await bench.Cluster.WaitAsync("restore.janitor.dev", "back", status => (string?)status["phase"] == "Failed");
        Assert.Equal((ready, "True"), (Condition(status, "Ready"), Condition(status, "Stalled")?.Split('/')[0]));
        Assert.Contains(words, status.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(sum, await SumAsync(bench.Database));
    }

    [Fact]
    public async Task Restore_DryRun_SaysWhatWouldBeDoneAndTouchesNothing()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());
        await bench.BackUpAsync("1");
        await PostgresServer.ExecuteAsync(bench.Database, "delete from orders where id > 10");

        await bench.Cluster.ApplyAsync(RestoreYaml("from: { schedule: nightly }\noverwrite: Always\ndryRun: true"));

        var status = await bench.Cluster.WaitAsync("restore.janitor.dev", "back", status => (string?)status["phase"] is "Succeeded" or "Failed");
        Assert.Contains("would be replaced", (string?)status["plan"]![0], StringComparison.Ordinal);
        Assert.Equal(10L, await PostgresServer.QueryAsync<long>(bench.Database, "select count(*) from orders"));
    }

    [Fact]
    public async Task Restore_VolumeToAnotherClaim_BringsFilesBack()
    {
        await using var bench = await StartAsync();
        foreach (var claim in (string[])["uploads", "copy"])
        {
            await bench.Cluster.ApplyAsync(ClaimYaml(claim));
            Directory.CreateDirectory(Path.Combine(bench.Cluster.Volume, claim));
        }

        await File.WriteAllTextAsync(Path.Combine(bench.Cluster.Volume, "uploads", "a.txt"), "content");
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml(sources: "[ { volume: { claimName: uploads } } ]"));
        await bench.BackUpAsync("1");

        await bench.Cluster.ApplyAsync(RestoreYaml("from: { schedule: nightly }\nparts: [ { name: uploads, to: { volume: { claimName: copy } } } ]"));

        var status = await bench.Cluster.WaitAsync("restore.janitor.dev", "back", status => (string?)status["phase"] is "Succeeded" or "Failed");
        Assert.Equal("True/Completed", Condition(status, "Ready"));
        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(bench.Cluster.Volume, "copy", "a.txt")));
        var job = bench.Node.Jobs.Single(job => (string?)job["metadata"]!["labels"]!["janitor.dev/task"] == "Restore");
        // What it does not write to, it does not mount.
        Assert.Equal(["copy"], job["spec"]!["template"]!["spec"]!["volumes"]!.AsArray().Select(volume => (string?)volume!["persistentVolumeClaim"]!["claimName"]));
    }

    [Theory]
    [InlineData("", "True/Proven")]
    [InlineData("\n  restoreTo: { postgres: { connectionSecretRef: { name: db, key: uri } } }", "True/RestoredAndCompared")]
    public async Task Verify_OnDemand_IsSaidOfScheduleAndBackup(string more, string verified)
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml($"verify:\n  schedule: \"@yearly\"{more}"));
        var backup = await bench.BackUpAsync("1");

        await bench.Cluster.KubectlAsync("annotate", "backupschedule", "nightly", "janitor.dev/verify-at=1");

        var status = await bench.Cluster.WaitAsync("backupschedule", "nightly", status => Condition(status, "Verified") is not null);
        Assert.Equal(verified, Condition(status, "Verified"));
        Assert.Equal((NameOf(backup), "1"), ((string?)status["verification"]!["backup"], (string?)status["verification"]!["lastHandledVerifyAt"]));
        Assert.Equal(verified, Condition((await bench.Cluster.GetAsync("backup.janitor.dev", NameOf(backup)))["status"]!, "Verified"));
        Assert.Contains($"janitor_backup_verified{{namespace=\"{bench.Cluster.Namespace}\",name=\"nightly\"}} 1\n", (await bench.Cluster.ReadAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_OneByteFlipped_IsFoundAndSaid()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());
        var backup = await bench.BackUpAsync("1");
        var key = (await bench.KeysAsync()).Single(key => key.Contains(".dump", StringComparison.Ordinal));
        await bench.FlipByteAsync(key);

        await bench.Cluster.KubectlAsync("annotate", "backupschedule", "nightly", "janitor.dev/verify-at=1");

        var status = await bench.Cluster.WaitAsync("backupschedule", "nightly", status => Condition(status, "Verified") is not null);
        Assert.Equal("False/Damaged", Condition(status, "Verified"));
        Assert.Equal("False/Damaged", Condition((await bench.Cluster.GetAsync("backup.janitor.dev", NameOf(backup)))["status"]!, "Verified"));
        await Eventually.HoldsAsync(async () => (await bench.Cluster.KubectlAsync("get", "events")).Contains("its SHA-256 is another", StringComparison.Ordinal));
    }
}
