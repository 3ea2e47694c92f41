using Amazon.S3.Model;
using Janitor.Cli.Tests.Commands;
using Janitor.TestBench;

namespace Janitor.Cli.Tests.Killed;

/// <summary>A migration that is killed loses nothing, and the next goes on from there.</summary>
public sealed class KilledMigrationTests : IDisposable
{
    private const int Items = 1200;
    private const int Rounds = 4;

    private readonly JanitorProcess _janitor = new();

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task Migrate_KilledWhileMovingToABucket_TheNextRunsFinishIt()
    {
        var server = await S3Server.StartAsync();
        var bucket = await server.CreateBucketAsync();
        _janitor.With("secrets/s3/accessKeyId", server.AccessKey).With("secrets/s3/secretAccessKey", server.SecretKey);
        for (var i = 0; i < Items; i++)
            _janitor.With($"data/{i % 7}/{i:0000}", $"content of {i}");
        string[] migrate = ["migrate", "--from", "dir:data", "--to", $"s3://{bucket}?endpoint={server.Endpoint}&secret=s3", "--secrets", "secrets", "--delete-source"];
        var killing = new Killing(_janitor, seed: 5);

        for (var round = 0; round < Rounds; round++)
        {
            await killing.KillAsync(async () => Items - (await KeysAsync(server, bucket)).Count, share: 0.3, migrate);
            // Everything is at one of the two places at least, and whole where it stays.
            var there = await KeysAsync(server, bucket);
            Assert.Equal(Items, _janitor.Items.Union(there).Count());
        }

        var last = await _janitor.RunAsync(migrate);
        var again = await _janitor.RunAsync(migrate);

        Assert.Equal((0, 0), (last.Code, again.Code));
        Assert.Empty(_janitor.Items);
        var keys = await KeysAsync(server, bucket);
        Assert.Equal(Items, keys.Count);
        foreach (var key in keys.Where((_, index) => index % 50 == 0))
        {
            using var answer = await server.Client.GetObjectAsync(bucket, key);
            using var reader = new StreamReader(answer.ResponseStream);
            Assert.Equal($"content of {int.Parse(key[2..], System.Globalization.CultureInfo.InvariantCulture)}", await reader.ReadToEndAsync());
        }

        Assert.InRange(killing.MidWay, 2, Rounds);
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(S3Server server, string bucket)
    {
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = bucket };
        for (ListObjectsV2Response? page = null; page is null || page.IsTruncated == true; request.ContinuationToken = page.NextContinuationToken)
        {
            page = await server.Client.ListObjectsV2Async(request);
            keys.AddRange((page.S3Objects ?? []).Select(found => found.Key).Where(key => !key.StartsWith(".janitor/", StringComparison.Ordinal)));
        }

        return keys;
    }
}
