using System.Globalization;
using System.Text.Json.Nodes;
using Janitor.TestBench;
using static Janitor.Operator.Tests.Backups.BackupsBench;
using static Janitor.Operator.Tests.OperatorBench;

namespace Janitor.Operator.Tests.Backups;

/// <summary>Schedules beside a real API server, a real bucket and a real database; what the workers do is the real thing.</summary>
public sealed class BackupScheduleTests
{
    [Fact]
    public async Task Run_OnDemand_IsABackupThatTellsOfItself()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());
        await bench.Cluster.WaitAsync("backupschedule", "nightly", status => Condition(status, "Ready") == "True/Succeeded");

        var backup = await bench.BackUpAsync("now");

        var status = backup["status"]!;
        Assert.Equal(("Succeeded", "True/Completed"), ((string?)status["phase"], Condition(status, "Ready")));
        Assert.Equal(("nightly", "BackupSchedule"), ((string?)backup["spec"]!["schedule"], (string?)backup["metadata"]!["ownerReferences"]![0]!["kind"]));
        Assert.StartsWith("nightly-manual-", NameOf(backup), StringComparison.Ordinal);
        Assert.Equal((bench.DatabaseName, "postgresDatabase"), ((string?)status["parts"]![0]!["name"], (string?)status["parts"]![0]!["kind"]));
        Assert.Equal(64, ((string)status["manifestSha256"]!).Length);
        Assert.True((long)status["storedBytes"]! > 0);
        Assert.Contains($"{bench.Cluster.Namespace}/nightly/{status["folder"]}/manifest.json", await bench.KeysAsync());

        var schedule = await bench.Cluster.WaitAsync("backupschedule", "nightly", status => (long?)status["backups"] == 1);
        Assert.Equal(("True/Completed", NameOf(backup), "now"), (Condition(schedule, "LastRunSucceeded"), (string?)schedule["lastBackup"], (string?)schedule["lastHandledRunAt"]));
        Assert.Null(Condition(schedule, "BackupFresh"));
        var metrics = (await bench.Cluster.ReadAsync("/metrics")).Text;
        Assert.Contains($"janitor_backup_count{{namespace=\"{bench.Cluster.Namespace}\",name=\"nightly\"}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"janitor_run_total{{kind=\"BackupSchedule\",namespace=\"{bench.Cluster.Namespace}\",name=\"nightly\",trigger=\"Manual\",outcome=\"Succeeded\"}} 1\n", metrics, StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => (await bench.Cluster.KubectlAsync("get", "events")).Contains("1 part(s) are stored in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WorkersPod_HasNoMoreThanItNeeds()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(ClaimYaml("uploads"));
        Directory.CreateDirectory(Path.Combine(bench.Cluster.Volume, "uploads"));
        await File.WriteAllTextAsync(Path.Combine(bench.Cluster.Volume, "uploads", "a.txt"), "content");
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml(sources: "[ { volume: { claimName: uploads } } ]"));

        Assert.Equal("Succeeded", PhaseOf(await bench.BackUpAsync("now")));

        var job = bench.Node.Jobs.Single(job => (string?)job["metadata"]!["labels"]!["janitor.dev/task"] == "Make");
        var (pod, container) = (job["spec"]!["template"]!["spec"]!, job["spec"]!["template"]!["spec"]!["containers"]![0]!);
        Assert.Equal(("uploads", "/target/uploads", true), ((string?)pod["volumes"]![0]!["persistentVolumeClaim"]!["claimName"], (string?)container["volumeMounts"]![0]!["mountPath"], (bool)container["volumeMounts"]![0]!["readOnly"]!));
        Assert.False((bool)pod["automountServiceAccountToken"]!);
        Assert.Equal(
            ["s3/accessKeyId", "s3/secretAccessKey", "s3/sessionToken?"],
            container["env"]!.AsArray().Select(variable => variable!["valueFrom"]?["secretKeyRef"]).OfType<JsonNode>().Select(reference => $"{reference["name"]}/{reference["key"]}{(reference["optional"] is null ? "" : "?")}"));
        Assert.DoesNotContain("secret", container["env"]!.AsArray().Select(variable => (string?)variable!["value"]).OfType<string>().Where(value => value.Contains("accessKey", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Schedule_TimeHasCome_MakesTheBackupOfThatTime()
    {
        await using var bench = await StartAsync();

        await bench.Cluster.ApplyAsync(bench.ScheduleYaml("schedule: \"* * * * *\""));

        var status = await bench.Cluster.WaitAsync("backupschedule", "nightly", status => (long?)status["backups"] >= 1, TimeSpan.FromMinutes(2));
        var backup = (await bench.BackupsAsync())[0];
        Assert.Matches("^nightly-20[0-9]{10}00$", NameOf(backup));
        Assert.Equal("Schedule", (string?)backup["metadata"]!["annotations"]!["janitor.dev/trigger"]);
        Assert.Equal("True/Fresh", Condition(status, "BackupFresh"));
        Assert.NotNull(status["nextRunTime"]);
    }

    [Fact]
    public async Task Schedule_NoBackupForTwoIntervals_IsStale()
    {
        await using var bench = await StartAsync();
        // A listing is done, and no backup ever.
        bench.Node.Holds = job => (string?)job["metadata"]!["labels"]!["janitor.dev/task"] == "Make";
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml("schedule: \"0 3 * * *\""));
        await bench.Cluster.WaitAsync("backupschedule", "nightly", status => Condition(status, "BackupFresh") == "Unknown/NoBackupYet");
        await OldBackupAsync(bench, TimeProvider.System.GetUtcNow().AddDays(-3));

        await bench.Cluster.KubectlAsync("delete", "backupschedule", "nightly");
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml("schedule: \"0 3 * * *\""));

        var status = await bench.Cluster.WaitAsync("backupschedule", "nightly", status => Condition(status, "BackupFresh") == "False/Stale");
        Assert.Equal(1, (long)status["backups"]!);
        Assert.Contains($"janitor_backup_fresh{{namespace=\"{bench.Cluster.Namespace}\",name=\"nightly\"}} 0\n", (await bench.Cluster.ReadAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_EmptyCluster_AdoptsWhatIsAtTheDestinationOnceEach()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());
        var first = await bench.BackUpAsync("1");
        var second = await bench.BackUpAsync("2");
        await bench.Cluster.StopOperatorAsync();
        await bench.Cluster.KubectlAsync("delete", "backupschedule", "nightly");
        await bench.Cluster.KubectlAsync("delete", "backups.janitor.dev", "--all");
        await bench.Cluster.StartOperatorAsync();
        Assert.Empty(await bench.BackupsAsync());

        await bench.Cluster.ApplyAsync(bench.ScheduleYaml("suspend: true"));

        var status = await bench.Cluster.WaitAsync("backupschedule", "nightly", status => (long?)status["backups"] == 2);
        Assert.Equal("True/Suspended", Condition(status, "Ready"));
        var adopted = await bench.BackupsAsync();
        Assert.Equal([(string?)first["status"]!["folder"], (string?)second["status"]!["folder"]], adopted.Select(backup => (string?)backup["status"]!["folder"]).Order(StringComparer.Ordinal));
        Assert.All(adopted, backup => Assert.Equal("True/Adopted", Condition(backup["status"]!, "Ready")));
        Assert.Equal((long)first["status"]!["storedBytes"]! + (long)second["status"]!["storedBytes"]!, (long)status["storedBytes"]!);

        await bench.BackUpAsync("3");

        await bench.Cluster.WaitAsync("backupschedule", "nightly", status => (long?)status["backups"] == 3);
        Assert.Equal(3, (await bench.BackupsAsync()).Count);
    }

    [Fact]
    public async Task Retention_AfterABackup_RemovesOldOnesAndTheirObjects()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml("retention: { keepLast: 1 }"));
        var first = await bench.BackUpAsync("1");

        var second = await bench.BackUpAsync("2");

        await Eventually.HoldsAsync(async () => (await bench.BackupsAsync()).Count == 1);
        Assert.Equal(NameOf(second), NameOf((await bench.BackupsAsync())[0]));
        Assert.DoesNotContain(await bench.KeysAsync(), key => key.Contains((string)first["status"]!["folder"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_DataIsGoneAndNotByRetention_IsSaid()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());
        var first = await bench.BackUpAsync("1");
        foreach (var key in await bench.KeysAsync())
            await bench.DeleteObjectAsync(key);
        // What ended less than a minute before a listing may have been missed by it.
        await bench.Cluster.PatchStatusAsync("backups", NameOf(first), $$"""{"completedAt":"{{TimeProvider.System.GetUtcNow().AddMinutes(-2):yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""");

        await bench.BackUpAsync("2");

        var status = await bench.Cluster.WaitAsync("backup.janitor.dev", NameOf(first), status => (string?)status["phase"] == "Missing");
        Assert.Equal("False/BackupMissing", Condition(status, "Ready"));
        await bench.Cluster.WaitAsync("backupschedule", "nightly", status => (long?)status["backups"] == 1);
    }

    [Fact]
    public async Task Read_ManifestIsDamaged_IsSaidOfItsBackupAndTakenBackWhenItIsMended()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());
        var first = await bench.BackUpAsync("1");
        var manifest = (await bench.KeysAsync()).Single(key => key.EndsWith("/manifest.json", StringComparison.Ordinal));
        await bench.FlipByteAsync(manifest);

        await bench.BackUpAsync("2");

        var status = await bench.Cluster.WaitAsync("backup.janitor.dev", NameOf(first), status => Condition(status, "Ready") == "False/Damaged");
        Assert.Contains("cannot be read", status.ToJsonString(), StringComparison.Ordinal);
        await bench.FlipByteAsync(manifest);
        await bench.BackUpAsync("3");
        await bench.Cluster.WaitAsync("backup.janitor.dev", NameOf(first), status => (string?)status["phase"] == "Succeeded");
    }

    [Theory]
    [InlineData("Forbid", "Running", 1)]
    [InlineData("Allow", "Running", 2)]
    [InlineData("Replace", "Failed", 2)]
    public async Task Run_WhileAnotherGoesOn_IsAsThePolicySays(string policy, string first, int backups)
    {
        await using var bench = await StartAsync();
        bench.Node.Holds = job => (string?)job["metadata"]!["labels"]!["janitor.dev/task"] == "Make";
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml($"concurrencyPolicy: {policy}"));
        await bench.Cluster.KubectlAsync("annotate", "backupschedule", "nightly", "janitor.dev/run-at=1");
        await Eventually.HoldsAsync(async () => (await bench.BackupsAsync()).Count == 1 && PhaseOf((await bench.BackupsAsync())[0]) == "Running");
        var name = NameOf((await bench.BackupsAsync())[0]);

        await bench.Cluster.KubectlAsync("annotate", "--overwrite", "backupschedule", "nightly", "janitor.dev/run-at=2");

        await Eventually.HoldsAsync(async () => (await bench.BackupsAsync()) is var all && all.Count == backups && PhaseOf(all.Single(backup => NameOf(backup) == name)) == first);
        if (policy == "Forbid")
        {
            // It waits for the end of the other.
            Assert.Equal("1", (string?)(await bench.Cluster.GetAsync("backupschedule", "nightly"))["status"]!["lastHandledRunAt"]);
            await bench.Cluster.KubectlAsync("patch", "backups.janitor.dev", name, "--type=merge", "-p", """{"spec":{"cancel":true}}""");
            await Eventually.HoldsAsync(async () => (await bench.BackupsAsync()).Count == 2);
        }

        if (policy != "Allow")
            Assert.Equal("False/Cancelled", Condition((await bench.Cluster.WaitAsync("backup.janitor.dev", name, status => (string?)status["phase"] == "Failed")), "Ready"));
    }

    [Fact]
    public async Task Apply_SecretIsMissing_RecoversWhenItComes()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.KubectlAsync("delete", "secret", "db");
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());
        var status = await bench.Cluster.WaitAsync("backupschedule", "nightly", status => Condition(status, "Ready") == "False/SecretNotFound");
        Assert.Contains("Secret db is missing", status.ToJsonString(), StringComparison.Ordinal);

        await bench.SecretAsync("db", ("uri", bench.Database.ToString()));

        await bench.Cluster.WaitAsync("backupschedule", "nightly", status => Condition(status, "Ready") == "True/Succeeded");
    }

    [Fact]
    public async Task Apply_WrongCredentials_AreSaidWithTheField()
    {
        await using var bench = await StartAsync();
        await bench.SecretAsync("s3", ("accessKeyId", "nobody"), ("secretAccessKey", "wrong"));

        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());

        var status = await bench.Cluster.WaitAsync("backupschedule", "nightly", status => Condition(status, "Ready") == "False/DestinationFailed");
        Assert.Contains("spec.destination", status.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", status.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SourceCannotBeRead_IsAFailedBackupThatLeavesNothing()
    {
        await using var bench = await StartAsync();
        await bench.SecretAsync("db", ("uri", new UriBuilder(bench.Database) { Path = "nowhere" }.Uri.ToString()));
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());

        var backup = await bench.BackUpAsync("1");

        Assert.Equal(("Failed", "False/SourceFailed", "True/SourceFailed"), (PhaseOf(backup), Condition(backup["status"]!, "Ready"), Condition(backup["status"]!, "Stalled")));
        Assert.Contains("nowhere", backup["status"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(await bench.KeysAsync());
        var status = await bench.Cluster.WaitAsync("backupschedule", "nightly", status => Condition(status, "LastRunSucceeded") == "False/SourceFailed");
        Assert.Equal("True/Succeeded", Condition(status, "Ready"));
    }

    [Fact]
    public async Task Delete_Backup_RemovesItsDataWhereThePolicySaysSo()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml("deletionPolicy: Delete"));
        var (first, second) = (await bench.BackUpAsync("1"), await bench.BackUpAsync("2"));
        Assert.Equal("janitor.dev/backup", (string?)first["metadata"]!["finalizers"]![0]);

        await bench.Cluster.KubectlAsync("delete", "backups.janitor.dev", NameOf(first));

        Assert.Equal([NameOf(second)], (await bench.BackupsAsync()).Select(NameOf));
        var keys = await bench.KeysAsync();
        Assert.DoesNotContain(keys, key => key.Contains((string)first["status"]!["folder"]!, StringComparison.Ordinal));
        Assert.Contains(keys, key => key.Contains((string)second["status"]!["folder"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Delete_Schedule_KeepsTheDataWhateverThePolicySays()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml("deletionPolicy: Delete"));
        var backup = await bench.BackUpAsync("1");
        var keys = await bench.KeysAsync();

        await bench.Cluster.KubectlAsync("delete", "backupschedule", "nightly");
        // As the garbage collector would.
        await bench.Cluster.KubectlAsync("delete", "backups.janitor.dev", NameOf(backup));

        Assert.Empty(await bench.BackupsAsync());
        Assert.Equal(keys, await bench.KeysAsync());
    }

    [Fact]
    public async Task History_TooManyObjects_GoWithoutTheirData()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml("deletionPolicy: Delete\nhistory: 1"));
        var first = await bench.BackUpAsync("1");

        var second = await bench.BackUpAsync("2");

        await Eventually.HoldsAsync(async () => (await bench.BackupsAsync()).Select(NameOf).SequenceEqual([NameOf(second)]));
        Assert.Contains($"{bench.Cluster.Namespace}/nightly/{first["status"]!["folder"]}/manifest.json", await bench.KeysAsync());
    }

    [Fact]
    public async Task Apply_BackupByHand_IsMadeAndOwnedByItsSchedule()
    {
        await using var bench = await StartAsync();
        await bench.Cluster.ApplyAsync("apiVersion: janitor.dev/v1alpha1\nkind: Backup\nmetadata: { name: before-upgrade }\nspec: { schedule: nightly }");
        await bench.Cluster.WaitAsync("backup.janitor.dev", "before-upgrade", status => Condition(status, "Ready") == "False/ScheduleNotFound");

        await bench.Cluster.ApplyAsync(bench.ScheduleYaml("suspend: true"));

        await bench.Cluster.WaitAsync("backup.janitor.dev", "before-upgrade", status => (string?)status["phase"] == "Succeeded");
        Assert.Equal("nightly", (string?)(await bench.Cluster.GetAsync("backup.janitor.dev", "before-upgrade"))["metadata"]!["ownerReferences"]![0]!["name"]);
    }

    [Fact]
    public async Task Restart_WhileTheWorkerRuns_AdoptsItsJob()
    {
        await using var bench = await StartAsync();
        bench.Node.Holds = job => (string?)job["metadata"]!["labels"]!["janitor.dev/task"] == "Make";
        await bench.Cluster.ApplyAsync(bench.ScheduleYaml());
        await bench.Cluster.KubectlAsync("annotate", "backupschedule", "nightly", "janitor.dev/run-at=1");
        await Eventually.HoldsAsync(async () => (await bench.BackupsAsync()) is [var one] && PhaseOf(one) == "Running");
        await bench.Cluster.StopOperatorAsync();
        bench.Node.Holds = _ => false;
        await Eventually.HoldsAsync(() => Task.FromResult(bench.Node.Jobs.Any(job => (string?)job["metadata"]!["labels"]!["janitor.dev/task"] == "Make")));

        await bench.Cluster.StartOperatorAsync();

        await bench.Cluster.WaitAsync("backupschedule", "nightly", status => (long?)status["backups"] == 1);
        Assert.Single(await bench.BackupsAsync());
        Assert.Single(bench.Node.Jobs, job => (string?)job["metadata"]!["labels"]!["janitor.dev/task"] == "Make");
    }

    /// <summary>Puts a backup of another time to the destination: a manifest without parts.</summary>
    private static Task OldBackupAsync(BackupsBench bench, DateTimeOffset time)
    {
        var name = time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'.'fff'Z'", CultureInfo.InvariantCulture);
        var manifest = $$"""{"version":1,"schedule":"{{bench.Cluster.Namespace}}/nightly","startedAt":"{{time:O}}","completedAt":"{{time:O}}","janitor":"0.0.0","parts":[]}""";
        return bench.PutObjectAsync($"{bench.Cluster.Namespace}/nightly/{name}/manifest.json", manifest);
    }
}
