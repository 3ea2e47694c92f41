using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.S3.Model;
using Xunit.Abstractions;

namespace Janitor.EndToEnd;

/// <summary>The operator is killed (SIGKILL) while it starts, watches and takes down runs. <c>JANITOR_KILLS</c> says how often; 5 times when absent.</summary>
[Collection(ClusterTests.Name)]
public sealed class KilledOperatorTests(Cluster cluster, ITestOutputHelper output)
{
    private const int Seed = 1;

    private static readonly int Kills = Environment.GetEnvironmentVariable("JANITOR_KILLS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 5;

    private readonly Random _chance = new(Seed);

    [Fact]
    public async Task Kill_DuringRunsOnAVolume_NoRunIsLostOrDoubled()
    {
        var space = await cluster.CreateNamespaceAsync();
        var volume = await Volume.CreateAsync(cluster, space, "scratch");
        volume.Write("young.mp4", TimeSpan.Zero);
        await volume.GiveAsync();
        var policy = await Policy.ApplyAsync(cluster, space, "clips", """
            mode: Enforce
            target: { volume: { claimName: scratch } }
            rules: [ { name: old, match: { olderThan: 1h } } ]
            """);
        var before = await policy.WaitForRunAsync("Change");

        for (var kill = 1; kill <= Kills; kill++)
        {
            for (var i = 0; i < 500; i++)
                volume.Write($"{kill}-{i}.mp4", TimeSpan.FromHours(2));
            await volume.GiveAsync();

            var status = await KillDuringAsync(policy, kill);
            Assert.Equal(["young.mp4"], volume.Files);
            Assert.Equal(500, (int)status["lastRun"]!["acted"]!);
            AssertNextTo(before, status);
            var run = (string)status["lastRun"]!["id"]!;
            Assert.Single(await policy.JobsAsync(run));
            Assert.Single(await policy.PodsAsync(run));
            before = status;
        }
    }

    [Fact]
    public async Task Kill_DuringRunsOnABucket_TheyAreStartedOnceMore()
    {
        var server = await cluster.S3Async();
        var past = await server.StartPastAsync(TimeSpan.FromDays(1));
        var bucket = await server.CreateBucketAsync();
        await server.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "young", ContentBody = "x" });
        var space = await cluster.CreateNamespaceAsync();
        await cluster.ApplyAsync(Secrets.S3(space, server));
        var policy = await Policy.ApplyAsync(cluster, space, "videos", $$"""
            mode: Enforce
            target: { bucket: { name: {{bucket}}, endpoint: "{{server.Endpoint}}", pathStyle: true, credentialsSecretRef: { name: s3-credentials } } }
            rules: [ { name: old, match: { olderThan: 1h } } ]
            limits: { perSecond: 100 }
            """);
        var before = await policy.WaitForRunAsync("Change");

        for (var kill = 1; kill <= Kills; kill++)
        {
            for (var i = 0; i < 300; i++)
                await past.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = $"{kill}/{i}", ContentBody = "x" });

            var status = await KillDuringAsync(policy, kill);
            var left = await server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket });
            Assert.Equal(["young"], left.S3Objects.Select(found => found.Key));
            AssertNextTo(before, status);
            before = status;
        }
    }

    /// <summary>Asks for a run, kills the operator up to 4 s later and waits for the run's end.</summary>
    private async Task<JsonNode> KillDuringAsync(Policy policy, int kill)
    {
        var cause = kill.ToString(CultureInfo.InvariantCulture);
        await policy.AskAsync(cause);
        // Not to wait for something, but to kill at any moment of a run.
        var moment = TimeSpan.FromMilliseconds(_chance.Next(4000));
        await Task.Delay(moment, TimeProvider.System);
        var active = (await policy.StatusAsync())!["activeRun"]?.ToJsonString();
        await cluster.KillOperatorAsync();
        output.WriteLine($"kill {cause} at {moment.TotalMilliseconds} ms, active run: {active ?? "none"}");
        return await policy.WaitForRunAsync("Manual", cause);
    }

    /// <summary>The last run is the one that follows, with none between them.</summary>
    private static void AssertNextTo(JsonNode before, JsonNode after)
    {
        Assert.Equal("Succeeded", (string?)after["lastRun"]!["outcome"]);
        Assert.Null(after["activeRun"]);
        Assert.Equal((string?)before["lastRun"]!["id"], (string?)after["history"]![0]!["id"]);
        Assert.NotEqual((string?)before["lastRun"]!["id"], (string?)after["lastRun"]!["id"]);
    }
}
