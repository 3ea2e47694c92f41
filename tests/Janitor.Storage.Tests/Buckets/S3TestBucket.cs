using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Api;
using Janitor.Engine.Inventory;
using Janitor.Storage.Buckets.S3;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Buckets;

/// <summary>A new bucket on the real server, and stores on it.</summary>
internal sealed class S3TestBucket(S3Server server, string name) : IDisposable
{
    private S3Client? _client;

    public S3Server Server => server;

    public string Name => name;

    public ShiftedTime Time { get; } = new();

    /// <summary>The product's client, as it alone can name a key that starts with a slash.</summary>
    public S3Client Client => _client ??= S3Client.Create(Options());

    public static async Task<S3TestBucket> CreateAsync(bool objectLock = false)
    {
        var server = await S3Server.StartAsync();
        if (!objectLock)
            return new S3TestBucket(server, await server.CreateBucketAsync());
        var name = "test-" + Guid.NewGuid().ToString("N");
        await server.Client.PutBucketAsync(new PutBucketRequest { BucketName = name, ObjectLockEnabledForBucket = true });
        return new S3TestBucket(server, name);
    }

    public S3StoreOptions Options(string prefix = "", string? endpoint = null) => new()
    {
        Target = new BucketTarget { Name = name, Prefix = prefix, Endpoint = endpoint ?? server.Endpoint, PathStyle = true, CredentialsSecretRef = new SecretReference { Name = "s3" } },
        Credentials = new S3Credentials(server.AccessKey, server.SecretKey),
    };

    public async Task<S3Store> OpenAsync(S3StoreOptions? options = null, StoreUse use = StoreUse.Change)
    {
        var store = new S3Store(options ?? Options(), Time);
        await store.OpenAsync(use, default);
        return store;
    }

    public Task PutAsync(string key, string content = "x") =>
        Client.PutObjectAsync(new PutObjectRequest { BucketName = name, Key = key, ContentBody = content });

    public Task PutAllAsync(IEnumerable<string> keys) =>
        Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (key, _) => await PutAsync(key));

    /// <summary>Every key in the bucket, by a listing of the test's own.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(string prefix = "")
    {
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = name, Prefix = prefix, Encoding = EncodingType.Url };
        while (true)
        {
            var page = await server.Client.ListObjectsV2Async(request);
            keys.AddRange((page.S3Objects ?? []).Select(o => Uri.UnescapeDataString(o.Key)));
            if (page.IsTruncated != true)
                return [.. keys.Order(StringComparer.Ordinal)];
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    public static async Task<ListedItems> ScanAsync(S3Store store, string folder = "")
    {
        var listed = new ListedItems();
        await store.ScanAsync(Encoding.UTF8.GetBytes(folder), listed, default);
        return listed;
    }

    /// <summary>Deletes items that were listed at a time.</summary>
    public static async Task<RecordedOutcomes> DeleteAsync(S3Store store, IEnumerable<Item> items, DateTimeOffset listedAt)
    {
        var outcomes = new RecordedOutcomes();
        var batch = new ItemBatch(items.ToArray(), listedAt);
        await using var changes = store.BeginChanges(outcomes);
        await changes.DeleteAsync(batch, All(batch), default);
        await changes.CompleteAsync(default);
        outcomes.AssertEachOnce();
        return outcomes;
    }

    public static async Task<RecordedOutcomes> QuarantineAsync(S3Store store, IEnumerable<Item> items, DateTimeOffset listedAt, QuarantineLabel label)
    {
        var outcomes = new RecordedOutcomes();
        var batch = new ItemBatch(items.ToArray(), listedAt);
        await using var changes = store.BeginChanges(outcomes);
        await changes.QuarantineAsync(batch, All(batch), label, default);
        await changes.CompleteAsync(default);
        outcomes.AssertEachOnce();
        return outcomes;
    }

    public void Dispose() => _client?.Dispose();

    private static Chosen[] All(ItemBatch batch) => [.. Enumerable.Range(0, batch.Items.Length).Select(i => new Chosen(i, i % 3))];
}
