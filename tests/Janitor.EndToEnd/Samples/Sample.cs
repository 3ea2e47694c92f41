using System.Text.Json.Nodes;
using Janitor.TestBench;

namespace Janitor.EndToEnd.Samples;

/// <summary>A sample of config/samples as its users apply it, with its Secrets; only the endpoint is another.</summary>
internal sealed class Sample(Cluster cluster, string name)
{
    /// <summary>The namespace that the samples are in.</summary>
    private const string Media = "media";

    private const string ClusterEndpoint = "endpoint: http://s3.media:9000";

    private readonly Policy _policy = new(cluster, Media, name);
    private string _text = File.ReadAllText(Repository.PathOf($"config/samples/{name}.yaml"));

    /// <summary>Makes its claim.</summary>
    public async Task<Volume> VolumeAsync(string claim, int? kibibytes = null)
    {
        await PrepareAsync();
        return await Volume.CreateAsync(cluster, Media, claim, kibibytes);
    }

    /// <summary>Gives the Secret <c>app-db</c> and runs SQL in the database, which is new.</summary>
    public async Task<Uri> DatabaseAsync(string sql)
    {
        await PrepareAsync();
        var database = await (await cluster.PostgresAsync()).CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(database, sql);
        await cluster.ApplyAsync(Secrets.Database(Media, database));
        return database;
    }

    /// <summary>Makes its bucket, gives the Secret <c>s3-credentials</c> and puts the server's address into the text.</summary>
    public async Task<SampleBucket> BucketAsync(string bucket)
    {
        await PrepareAsync();
        var server = await cluster.S3Async();
        await cluster.ApplyAsync(Secrets.S3(Media, server));
        Assert.Equal(2, _text.Split(ClusterEndpoint).Length);
        _text = _text.Replace(ClusterEndpoint, $"endpoint: {server.Endpoint}", StringComparison.Ordinal);
        await server.Client.PutBucketAsync(bucket);
        return new SampleBucket(server, bucket);
    }

    /// <summary>Applies it and asks for a run, which only previews.</summary>
    /// <returns>What would be done.</returns>
    public async Task<JsonNode> PreviewAsync()
    {
        await cluster.ApplyAsync(_text);
        var run = (await _policy.RunAsync("preview"))["lastRun"]!;
        Assert.Equal((true, 0), ((bool)run["dryRun"]!, (int)run["acted"]!));
        return run;
    }

    /// <summary>Enforces it, asks for a run, and deletes the policy.</summary>
    /// <returns>How many items the runs acted on: besides the one that was asked for the schedule's own may have come.</returns>
    public async Task<int> EnforceAsync()
    {
        await _policy.PatchAsync("""{"spec":{"mode":"Enforce"}}""");
        var status = await _policy.RunAsync("enforce");
        var runs = status["history"]!.AsArray().Append(status["lastRun"]).ToList();
        Assert.All(runs, run => Assert.Equal(("Succeeded", 0), ((string?)run!["outcome"], (int)run["failed"]!)));
        await _policy.DeleteAsync();
        return runs.Sum(run => (int)run!["acted"]!);
    }

    private Task<string> PrepareAsync() => cluster.ApplyAsync(
        $$"""
        apiVersion: v1
        kind: Namespace
        metadata: { name: {{Media}} }
        """);
}
