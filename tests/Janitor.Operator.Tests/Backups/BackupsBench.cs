using System.Text.Json.Nodes;
using Amazon.S3.Model;
using Janitor.Operator.Tests.Workers;
using Janitor.TestBench;

namespace Janitor.Operator.Tests.Backups;

/// <summary>An operator beside a real API server, a real bucket as destination, a real database as source, and a node that does what its Jobs ask for.</summary>
internal sealed class BackupsBench : IAsyncDisposable
{
    private readonly S3Server _s3;

    private BackupsBench(OperatorBench cluster, S3Server s3, PostgresServer postgres, string bucket, Uri database)
    {
        (Cluster, _s3, Postgres, Bucket, Database) = (cluster, s3, postgres, bucket, database);
        Node = new StandInNode(cluster);
    }

    public OperatorBench Cluster { get; }

    public StandInNode Node { get; }

    public PostgresServer Postgres { get; }

    public string Bucket { get; }

    public Uri Database { get; }

    public string DatabaseName => Database.AbsolutePath.TrimStart('/');

    public static async Task<BackupsBench> StartAsync()
    {
        var (cluster, s3, postgres) = (await OperatorBench.StartAsync(), await S3Server.StartAsync(), await PostgresServer.StartAsync());
        var bench = new BackupsBench(cluster, s3, postgres, await s3.CreateBucketAsync(), await postgres.CreateDatabaseAsync());
        await PostgresServer.ExecuteAsync(bench.Database, "create table orders (id int primary key, text text); insert into orders select i, 'order ' || i from generate_series(1, 1000) i");
        await bench.SecretAsync("s3", ("accessKeyId", s3.AccessKey), ("secretAccessKey", s3.SecretKey));
        await bench.SecretAsync("db", ("uri", bench.Database.ToString()));
        return bench;
    }

    /// <summary>Makes or changes a Secret.</summary>
    public Task SecretAsync(string name, params (string Key, string Value)[] values) => Cluster.ApplyAsync(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["stringData"] = new JsonObject(values.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
    }.ToJsonString());

    /// <summary>A schedule, <c>nightly</c>, of the database to the bucket.</summary>
    public string ScheduleYaml(string more = "", string sources = "[ { postgres: { connectionSecretRef: { name: db, key: uri } } } ]") => $$"""
        apiVersion: janitor.dev/v1alpha1
        kind: BackupSchedule
        metadata: { name: nightly }
        spec:
          sources: {{sources}}
          destination: { bucket: { name: {{Bucket}}, endpoint: "{{_s3.Endpoint}}", pathStyle: true, credentialsSecretRef: { name: s3 } } }
          {{more.ReplaceLineEndings("\n  ")}}
        """;

    /// <summary>A restore of the newest backup, <c>back</c>; what is given comes into its spec.</summary>
    public static string RestoreYaml(string spec) => $$"""
        apiVersion: janitor.dev/v1alpha1
        kind: Restore
        metadata: { name: back }
        spec:
          {{spec.ReplaceLineEndings("\n  ")}}
        """;

    /// <summary>Asks for a backup, and waits until it has ended.</summary>
    public async Task<JsonNode> BackUpAsync(string asked)
    {
        var before = (await BackupsAsync()).Select(NameOf).ToHashSet(StringComparer.Ordinal);
        await Cluster.KubectlAsync("annotate", "--overwrite", "backupschedule", "nightly", $"janitor.dev/run-at={asked}");
        JsonNode? made = null;
        await Eventually.HoldsAsync(async () =>
            (made = (await BackupsAsync()).FirstOrDefault(backup => !before.Contains(NameOf(backup)) && backup["spec"]!["folder"] is null && PhaseOf(backup) is "Succeeded" or "Failed")) is not null);
        return made!;
    }

    public async Task<IReadOnlyList<JsonNode>> BackupsAsync() => [.. (await Cluster.GetAsync("backups.janitor.dev", string.Empty))["items"]!.AsArray().Select(item => item!)];

    /// <summary>The keys at the destination.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync() =>
        [.. ((await _s3.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket })).S3Objects ?? []).Select(found => found.Key)];

    public Task DeleteObjectAsync(string key) => _s3.Client.DeleteObjectAsync(Bucket, key);

    public Task PutObjectAsync(string key, string text) => _s3.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = text });

    /// <summary>Changes one bit in the middle of an object.</summary>
    public async Task FlipByteAsync(string key)
    {
        using var content = new MemoryStream();
        using (var stored = await _s3.Client.GetObjectAsync(Bucket, key))
            await stored.ResponseStream.CopyToAsync(content);
        content.GetBuffer()[content.Length / 2] ^= 1;
        content.Position = 0;
        await _s3.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = content });
    }

    /// <summary>A sum over all rows of the table, by the server.</summary>
    public static Task<string> SumAsync(Uri database) => PostgresServer.QueryAsync<string>(database, "select md5(string_agg(o::text, ',' order by id)) from orders o");

    public static string NameOf(JsonNode entity) => (string)entity["metadata"]!["name"]!;

    public static string? PhaseOf(JsonNode entity) => (string?)entity["status"]?["phase"];

    /// <summary>Another database of the server.</summary>
    public Uri Sibling(string name) => new UriBuilder(Database) { Path = name }.Uri;

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
