using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.S3.Model;
using Janitor.TestBench;

namespace Janitor.EndToEnd.Backups;

/// <summary>A namespace of the cluster with a schedule, <c>nightly</c>, of a database to a bucket.</summary>
internal sealed class Bench : IAsyncDisposable
{
    /// <summary>So many rows take some seconds to back up and to restore.</summary>
    public const long Many = 2_000_000;

    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(5);

    private readonly Cluster _cluster;
    private readonly PostgresServer _postgres;
    private string _schedule = string.Empty;

    private Bench(Cluster cluster, string space, S3Server s3, string bucket, PostgresServer postgres, Uri database) =>
        (_cluster, Space, S3, Endpoint, Bucket, _postgres, Database) = (cluster, space, s3, s3.Endpoint, bucket, postgres, database);

    public string Space { get; }

    public S3Server S3 { get; }

    /// <summary>Where pods are told that S3 is.</summary>
    public string Endpoint { get; set; }

    public string Bucket { get; }

    public Uri Database { get; }

    public string DatabaseName => Database.AbsolutePath.TrimStart('/');

    /// <summary>The database as a source.</summary>
    public string DatabaseSource => "{ postgres: { connectionSecretRef: { name: app-db, key: uri } } }";

    public static async Task<Bench> StartAsync(Cluster cluster, long rows = 1000)
    {
        var (space, s3, postgres) = (await cluster.CreateNamespaceAsync(), await cluster.S3Async(), await cluster.PostgresAsync());
        var bench = new Bench(cluster, space, s3, await s3.CreateBucketAsync(), postgres, await postgres.CreateDatabaseAsync());
        var fill = string.Create(CultureInfo.InvariantCulture, $"create table orders (id int, text text); insert into orders select i, md5(i::text) from generate_series(1, {rows}) i");
        await PostgresServer.ExecuteAsync(bench.Database, fill);
        await PostgresServer.ExecuteAsync(bench.Database, "alter table orders add primary key (id)");
        await cluster.ApplyAsync(Secrets.S3(space, s3));
        await cluster.ApplyAsync(Secrets.Database(space, bench.Database));
        return bench;
    }

    /// <summary>A sum over all rows, by the server.</summary>
    public static Task<string> SumAsync(Uri database) => PostgresServer.QueryAsync<string>(database, "select md5(string_agg(o::text, ',' order by id)) from orders o");

    /// <summary>A bucket as it is written in specs.</summary>
    public string BucketYaml(string name) => $"{{ name: {name}, endpoint: \"{Endpoint}\", pathStyle: true, credentialsSecretRef: {{ name: s3-credentials }} }}";

    public Task SecretAsync(string name, string key, string value) => KubectlAsync("create", "secret", "generic", name, $"--from-literal={key}={value}");

    /// <summary>Applies the schedule, and waits until it is ready.</summary>
    public async Task ApplyScheduleAsync(string sources, string more)
    {
        _schedule = $$"""
            apiVersion: janitor.dev/v1alpha1
            kind: BackupSchedule
            metadata: { name: nightly, namespace: {{Space}} }
            spec:
              sources: {{sources}}
              destination: { bucket: {{BucketYaml(Bucket)}} }
              worker: { resources: { limits: { memory: 150M } } }
              {{more.ReplaceLineEndings("\n  ")}}
            """;
        await ReapplyScheduleAsync();
        await WaitAsync("backupschedule", "nightly", status => Policy.Condition(status, "Ready") == "True/Succeeded");
    }

    /// <summary>Applies the same schedule once more.</summary>
    public Task ReapplyScheduleAsync() => _cluster.ApplyAsync(_schedule);

    public Task RestoreAsync(string name, string spec) => _cluster.ApplyAsync($$"""
        apiVersion: janitor.dev/v1alpha1
        kind: Restore
        metadata: { name: {{name}}, namespace: {{Space}} }
        spec:
          {{spec.ReplaceLineEndings("\n  ")}}
        """);

    public Task AskAsync(string value) => KubectlAsync("annotate", "--overwrite", "backupschedule", "nightly", $"janitor.dev/run-at={value}");

    /// <summary>Asks for a backup, and waits for its end.</summary>
    public async Task<JsonNode> BackUpAsync(string value)
    {
        await AskAsync(value);
        var backup = await EndOfBackupAsync();
        Assert.True((string?)backup["status"]!["phase"] == "Succeeded", backup["status"]!.ToJsonString());
        return backup;
    }

    /// <summary>Waits for the end of the one backup there is.</summary>
    public async Task<JsonNode> EndOfBackupAsync()
    {
        JsonNode? backup = null;
        await Eventually.HoldsAsync(
            async () => (backup = (await GetAsync("backups.janitor.dev"))["items"]!.AsArray().SingleOrDefault()) is not null && (string?)backup["status"]?["phase"] is "Succeeded" or "Failed", EndsWithin);
        return backup!;
    }

    public async Task<IReadOnlyList<JsonNode>> JobsAsync(string task) => [.. (await GetAsync("jobs", "-l", $"janitor.dev/task={task}"))["items"]!.AsArray().Select(job => job!)];

    public async Task<JsonNode> PodOfAsync(string job) => (await GetAsync("pods", "-l", $"job-name={job}"))["items"]!.AsArray().Single()!;

    /// <summary>Ends the pods of a task with no time to clear up.</summary>
    public Task KillPodsAsync(string task) => KubectlAsync("delete", "pods", "-l", $"janitor.dev/task={task}", "--force", "--grace-period=0");

    public async Task<IReadOnlyList<string>> KeysAsync() =>
        [.. ((await S3.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket })).S3Objects ?? []).Select(found => found.Key)];

    /// <summary>Waits until an object's status is so, and returns it.</summary>
    public async Task<JsonNode> WaitAsync(string kind, string name, Func<JsonNode, bool> holds)
    {
        JsonNode? last = null;
        try
        {
            await Eventually.HoldsAsync(async () => (last = (await GetAsync(kind, name))["status"]) is not null && holds(last), EndsWithin);
        }
        catch (TimeoutException problem)
        {
            throw new TimeoutException($"{problem.Message}; the status of {name}: {last?.ToJsonString()}", problem);
        }

        return last!;
    }

    /// <summary>Waits for the end of a restore, and returns its status.</summary>
    public Task<JsonNode> EndOfRestoreAsync(string name) => WaitAsync("restores.janitor.dev", name, status => (string?)status["phase"] is "Succeeded" or "Failed");

    /// <summary>Whether somebody copies rows of the database.</summary>
    public Task<bool> IsCopiedAsync() => IsCopiedAsync(DatabaseName);

    /// <summary>Whether somebody copies rows of a database of the same server. Who asks is not in that: a database in use is not replaced.</summary>
    public async Task<bool> IsCopiedAsync(string database) =>
        await PostgresServer.QueryAsync<long>(_postgres.Uri, $"select count(*) from pg_stat_activity where datname = '{database}' and query ilike 'copy%'") > 0;

    /// <summary>Waits until a backup has begun: what pods say of themselves comes late.</summary>
    public Task WaitForSignOfLifeAsync() => Eventually.HoldsAsync(async () => (await KeysAsync()).Any(key => key.EndsWith("/running", StringComparison.Ordinal)), EndsWithin);

    /// <summary>Waits until there are so many backups in a phase.</summary>
    public Task WaitForBackupsAsync(int count, string phase) => Eventually.HoldsAsync(
        async () => (await GetAsync("backups.janitor.dev"))["items"]!.AsArray().Count(one => (string?)one!["status"]?["phase"] == phase) == count, EndsWithin);

    /// <summary>Ends whoever copies rows of the database, as soon as somebody does.</summary>
    public Task EndSessionsAsync() => _postgres.EndSessionsAsync(Database);

    /// <summary>What a run that was killed would leave: uploads that are not complete, and signs of life.</summary>
    public async Task<int> DebrisAsync() =>
        ((await S3.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket })).MultipartUploads ?? []).Count
        + (await KeysAsync()).Count(key => key.EndsWith("/running", StringComparison.Ordinal));

    public Task<JsonNode> GetAsync(params string[] which) => _cluster.GetAsync(Space, which);

    public Task<string> KubectlAsync(params string[] arguments) => _cluster.KubectlAsync([.. arguments, "--namespace", Space]);

    public async ValueTask DisposeAsync() => await _cluster.KubectlAsync("delete", "namespace", Space, "--wait=false");
}
