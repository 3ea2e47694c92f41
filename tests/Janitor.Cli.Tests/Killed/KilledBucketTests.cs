using Amazon.S3.Model;
using Janitor.Cli.Tests.Commands;
using Janitor.TestBench;

namespace Janitor.Cli.Tests.Killed;

/// <summary>A run on a bucket that is killed leaves nothing half done, and the next finds the rest.</summary>
public sealed class KilledBucketTests : IDisposable
{
    private const int Rounds = 6;

    private readonly JanitorProcess _janitor = new();

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task Apply_KilledWhileDeleting_TheNextRunFindsTheRest()
    {
        var server = await S3Server.StartAsync();
        var bucket = await server.CreateBucketAsync();
        string[] stays = [.. Enumerable.Range(0, 50).Select(i => $"keep/{i:00} a+b%2F.bin")];
        string[] goes = [.. Enumerable.Range(0, 1500).Select(i => $"temp/{i:0000} a+b%2F.bin")];
        await Parallel.ForEachAsync(stays.Concat(goes), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (key, token) =>
            await server.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = key }, token));
        _janitor.With("p.yaml", $$"""
            apiVersion: janitor.dev/v1alpha1
            kind: RetentionPolicy
            metadata: { name: killed, namespace: media }
            spec:
              mode: Enforce
              target: { bucket: { name: {{bucket}}, endpoint: "{{server.Endpoint}}", pathStyle: true, credentialsSecretRef: { name: s3 } } }
              rules: [ { name: temp, match: { include: ["temp/**"] } } ]
              limits: { batchSize: 50, perSecond: 400 }
            """).With("secrets/s3/accessKeyId", server.AccessKey).With("secrets/s3/secretAccessKey", server.SecretKey);
        string[] apply = ["apply", "-f", "p.yaml", "--secrets", "secrets"];
        var killing = new Killing(_janitor, seed: 4);

        for (var round = 0; round < Rounds; round++)
        {
            await killing.KillAsync(async () => (await KeysAsync(server, bucket, "temp/")).Count, share: 0.3, apply);
            Assert.Equal(stays, await KeysAsync(server, bucket, "keep/"));
        }

        var last = await _janitor.RunAsync(apply);
        var again = await _janitor.RunAsync(apply);

        Assert.Equal((0, 0), (last.Code, again.Code));
        // What no rule can select, here keep/, is not even listed.
        Assert.StartsWith("0 of 0 item(s) selected", again.OutputLines.Single(line => line.Contains("selected", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(stays, await KeysAsync(server, bucket, string.Empty));
        foreach (var key in stays)
        {
            using var answer = await server.Client.GetObjectAsync(bucket, key);
            using var reader = new StreamReader(answer.ResponseStream);
            Assert.Equal(key, await reader.ReadToEndAsync());
        }

        Assert.InRange(killing.MidWay, 2, Rounds);
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(S3Server server, string bucket, string prefix)
    {
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix };
        for (ListObjectsV2Response? page = null; page is null || page.IsTruncated == true; request.ContinuationToken = page.NextContinuationToken)
        {
            page = await server.Client.ListObjectsV2Async(request);
            keys.AddRange((page.S3Objects ?? []).Select(found => found.Key));
        }

        return keys;
    }
}
