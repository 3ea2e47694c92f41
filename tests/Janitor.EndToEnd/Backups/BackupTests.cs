using System.Text.Json.Nodes;
using Amazon.S3.Model;
using Janitor.TestBench;

namespace Janitor.EndToEnd.Backups;

/// <summary>Backups and restores in pods of a real node, of a real database, bucket and volume.</summary>
[Collection(ClusterTests.Name)]
public sealed class BackupTests(Cluster cluster)
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Backup_OfDatabaseBucketAndVolume_ComesBackEncryptedAndOnAnEmptyNamespace()
    {
        await using var bench = await Bench.StartAsync(cluster);
        var volume = await Volume.CreateAsync(cluster, bench.Space, "uploads");
        volume.Write("a/b.txt", TimeSpan.FromDays(1)).Write("c.txt", TimeSpan.Zero);
        await volume.GiveAsync();
        var source = await bench.S3.CreateBucketAsync();
        await bench.S3.Client.PutObjectAsync(new PutObjectRequest { BucketName = source, Key = "jobs/1/metadata.json", ContentBody = "{}" });
        var (recipient, identity) = await NewKeyAsync();
        await bench.SecretAsync("age", "key", identity);
        await bench.ApplyScheduleAsync(
            $"[ {bench.DatabaseSource}, {{ objects: {{ bucket: {bench.BucketYaml(source)} }} }}, {{ volume: {{ claimName: uploads }} }} ]",
            $"encryption: {{ ageRecipients: [{recipient}] }}\nverify: {{ schedule: \"@yearly\", restoreTo: {{ postgres: {{ connectionSecretRef: {{ name: app-db, key: uri }} }} }}, identitySecretRef: {{ name: age, key: key }} }}");
        var sum = await Bench.SumAsync(bench.Database);

        var backup = await bench.BackUpAsync("1");

        var name = (string)backup["metadata"]!["name"]!;
        await bench.KubectlAsync("wait", "--for=condition=Ready", $"backups.janitor.dev/{name}", "--timeout=10s");
        Assert.Equal(3, backup["status"]!["parts"]!.AsArray().Count);
        var columns = (await bench.KubectlAsync("get", "backups.janitor.dev")).Split('\n');
        Assert.Equal(["NAME", "SCHEDULE", "PHASE", "STORED", "VERIFIED", "STARTED", "AGE"], columns[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        AssertHardened(await bench.PodOfAsync((string)backup["status"]!["job"]!));

        await bench.KubectlAsync("annotate", "backupschedule", "nightly", "janitor.dev/verify-at=1");
        var schedule = await bench.WaitAsync("backupschedule", "nightly", status => Policy.Condition(status, "Verified") is not null);
        Assert.Equal("True/RestoredAndCompared", Policy.Condition(schedule, "Verified"));

        // Everything is lost but the destination and what is in Git.
        await bench.KubectlAsync("delete", "backupschedule", "nightly");
        await Eventually.HoldsAsync(async () => (await bench.GetAsync("backups.janitor.dev"))["items"]!.AsArray().Count == 0, EndsWithin);
        await PostgresServer.ExecuteAsync(bench.Database, "drop table orders");
        await bench.S3.Client.DeleteObjectAsync(source, "jobs/1/metadata.json");
        var before = volume.Files.ToList();
        volume.Clear();
        await bench.ReapplyScheduleAsync();
        await bench.WaitAsync("backupschedule", "nightly", status => (long?)status["backups"] == 1);

        await bench.RestoreAsync("back", "from: { schedule: nightly }\nidentitySecretRef: { name: age, key: key }");

        var status = await bench.EndOfRestoreAsync("back");
        Assert.Equal("True/Completed", Policy.Condition(status, "Ready"));
        Assert.Equal(sum, await Bench.SumAsync(bench.Database));
        Assert.Equal(before, volume.Files);
        Assert.Equal("jobs/1/metadata.json", Assert.Single((await bench.S3.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = source })).S3Objects).Key);

        await bench.RestoreAsync("wrong-key", "from: { schedule: nightly }\noverwrite: Always");
        status = await bench.EndOfRestoreAsync("wrong-key");
        Assert.Equal("False/WrongKey", Policy.Condition(status, "Ready"));
    }

    [Fact]
    public async Task Kill_WorkerMidBackup_TheNextPodMakesItAndLeavesNothingBehind()
    {
        await using var bench = await Bench.StartAsync(cluster, Bench.Many);
        await bench.ApplyScheduleAsync($"[ {bench.DatabaseSource} ]", string.Empty);
        await bench.AskAsync("1");
        await bench.WaitForSignOfLifeAsync();

        await bench.KillPodsAsync("Make");

        var backup = await bench.EndOfBackupAsync();
        Assert.Equal("Succeeded", (string?)backup["status"]!["phase"]);
        var folders = (await bench.KeysAsync()).Select(key => key.Split('/')[2]).Distinct().ToList();
        Assert.Equal([(string)backup["status"]!["folder"]!], folders);
        Assert.DoesNotContain(await bench.KeysAsync(), key => key.EndsWith("/running", StringComparison.Ordinal));
        Assert.Empty((await bench.S3.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bench.Bucket })).MultipartUploads ?? []);
    }

    [Fact]
    public async Task Kill_OperatorMidBackup_ItIsMadeOnce()
    {
        await using var bench = await Bench.StartAsync(cluster, Bench.Many);
        await bench.ApplyScheduleAsync($"[ {bench.DatabaseSource} ]", string.Empty);
        await bench.AskAsync("1");
        await bench.WaitForSignOfLifeAsync();

        await cluster.KillOperatorAsync();

        var backup = await bench.EndOfBackupAsync();
        Assert.Equal("Succeeded", (string?)backup["status"]!["phase"]);
        await bench.WaitAsync("backupschedule", "nightly", status => (long?)status["backups"] == 1 && (string?)status["lastHandledRunAt"] == "1");
        Assert.Single(await bench.JobsAsync("Make"));
    }

    [Fact]
    public async Task Kill_OperatorMidRestore_ItIsRestoredOnce()
    {
        await using var bench = await Bench.StartAsync(cluster, Bench.Many);
        var sum = await BeginRestoreAsync(bench);

        await cluster.KillOperatorAsync();

        var status = await bench.EndOfRestoreAsync("back");
        Assert.Equal("True/Completed", Policy.Condition(status, "Ready"));
        Assert.Single(await bench.JobsAsync("Restore"));
        Assert.Equal(sum, await Bench.SumAsync(bench.Database));
    }

    [Fact]
    public async Task Kill_WorkerMidRestore_TheDatabaseIsAsItWasOrWhole()
    {
        await using var bench = await Bench.StartAsync(cluster, Bench.Many);
        var sum = await BeginRestoreAsync(bench);

        await bench.KillPodsAsync("Restore");

        var left = await PostgresServer.QueryAsync<long>(bench.Database, "select count(*) from orders");
        Assert.True(left is 10 or Bench.Many, $"{left} rows are there");
        var status = await bench.EndOfRestoreAsync("back");
        Assert.Equal("True/Completed", Policy.Condition(status, "Ready"));
        Assert.Equal(sum, await Bench.SumAsync(bench.Database));
    }

    [Fact]
    public async Task Kill_WorkerMidRestoreByTwoJobs_TheNewDatabaseIsNotThereOrWhole()
    {
        await using var bench = await Bench.StartAsync(cluster, Bench.Many);
        await bench.ApplyScheduleAsync($"[ {bench.DatabaseSource} ]", string.Empty);
        await bench.BackUpAsync("1");
        var copy = "copy" + bench.DatabaseName["janitor_test".Length..];
        await bench.RestoreAsync("back", $"from: {{ schedule: nightly }}\nparts: [ {{ name: {bench.DatabaseName}, to: {{ postgres: {{ database: {copy} }} }} }} ]\njobs: 2");
        await Eventually.HoldsAsync(() => bench.IsCopiedAsync($"janitor_restore_{copy}"), EndsWithin);

        await bench.KillPodsAsync("Restore");

        Assert.Equal($"janitor_restore_{copy}", await DatabasesAsync());
        var status = await bench.EndOfRestoreAsync("back");
        Assert.True(Policy.Condition(status, "Ready") == "True/Completed", status.ToJsonString());
        Assert.EndsWith("by 2 programs at once", (string?)status["plan"]![0], StringComparison.Ordinal);
        Assert.Equal(await Bench.SumAsync(bench.Database), await Bench.SumAsync(new UriBuilder(bench.Database) { Path = copy }.Uri));
        Assert.Equal(copy, await DatabasesAsync());

        Task<string> DatabasesAsync() => PostgresServer.QueryAsync<string>(bench.Database, $"select string_agg(datname, ',') from pg_database where datname like '%{copy}'");
    }

    [Fact]
    public async Task Backup_WithCommandsInAPod_RunsThemBeforeAndAfter()
    {
        await using var bench = await Bench.StartAsync(cluster);
        await cluster.HelmAsync(
            "upgrade", "janitor", Repository.PathOf("charts/janitor"), "--namespace", Cluster.OperatorNamespace, "--reuse-values", "--set", "operator.execHooks=true", "--disable-openapi-validation", "--wait");
        try
        {
            await cluster.ApplyAsync($$"""
                apiVersion: v1
                kind: Pod
                metadata: { name: app, namespace: {{bench.Space}}, labels: { app: app } }
                spec: { containers: [ { name: app, image: "{{cluster.Image}}", imagePullPolicy: Never, command: [sleep, infinity] } ] }
                """);
            await bench.KubectlAsync("wait", "--for=condition=Ready", "pod/app", "--timeout=2m");
            await bench.ApplyScheduleAsync($"[ {bench.DatabaseSource} ]", $"hooks: {{ before: [ {Say("before")} ], after: [ {Say("after")} ] }}");

            await bench.BackUpAsync("1");

            Assert.Equal("before\nafter\n", await cluster.KubectlAsync("exec", "app", "--namespace", bench.Space, "--", "cat", "/tmp/said"));
        }
        finally
        {
            // Others have an operator without this right.
            await cluster.InstallAsync();
        }

        static string Say(string word) => $"{{ exec: {{ podSelector: {{ matchLabels: {{ app: app }} }}, command: [sh, -c, \"echo {word} >> /tmp/said\"] }} }}";
    }

    /// <summary>Backs the database up, deletes all but 10 of its rows, and waits until the rest is being restored.</summary>
    /// <returns>The sum of what was there.</returns>
    private static async Task<string> BeginRestoreAsync(Bench bench)
    {
        await bench.ApplyScheduleAsync($"[ {bench.DatabaseSource} ]", string.Empty);
        await bench.BackUpAsync("1");
        var sum = await Bench.SumAsync(bench.Database);
        await PostgresServer.ExecuteAsync(bench.Database, "delete from orders where id > 10");
        await bench.RestoreAsync("back", "from: { schedule: nightly }\noverwrite: Always");
        await Eventually.HoldsAsync(bench.IsCopiedAsync, EndsWithin);
        return sum;
    }

    private static async Task<(string Recipient, string Identity)> NewKeyAsync()
    {
        var lines = (await Command.RunAsync("age-keygen", [])).Split('\n');
        return (lines.Single(line => line.StartsWith("# public key: ", StringComparison.Ordinal))["# public key: ".Length..], lines.Single(line => line.StartsWith("AGE-SECRET-KEY", StringComparison.Ordinal)));
    }

    private static void AssertHardened(JsonNode pod)
    {
        Assert.False((bool)pod["spec"]!["automountServiceAccountToken"]!);
        Assert.True((bool)pod["spec"]!["securityContext"]!["runAsNonRoot"]!);
        Assert.True((bool)Assert.Single(pod["spec"]!["containers"]!.AsArray())!["securityContext"]!["readOnlyRootFilesystem"]!);
    }
}
