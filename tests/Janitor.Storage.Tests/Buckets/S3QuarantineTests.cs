using System.Text;
using Amazon.S3.Model;
using Janitor.Engine.Inventory;
using Janitor.Storage.Buckets.S3;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Buckets;

public sealed class S3QuarantineTests
{
    private static readonly QuarantineLabel Label = new(
        new DateTimeOffset(2026, 11, 28, 8, 45, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 21, 8, 45, 0, TimeSpan.Zero));

    private static readonly string Aside = $".janitor/quarantine/{Label}/";

    private static string[] MovableKeys => [.. S3ListingTests.NastyKeys.Where(k => Encoding.UTF8.GetByteCount(k) < 900)];

    [Theory]
    [InlineData("")]
    [InlineData("p/q/")]
    [InlineData("/")]
    public async Task QuarantineAsync_KeysOfEveryKind_ComeBackAsTheyWere(string prefix)
    {
        using var bucket = await S3TestBucket.CreateAsync();
        var keys = MovableKeys;
        await Parallel.ForEachAsync(keys, async (key, _) => await bucket.PutAsync(prefix + key, "of " + key));
        await using var store = await bucket.OpenAsync(bucket.Options(prefix));
        var listed = await S3TestBucket.ScanAsync(store);
        var outcomes = await S3TestBucket.QuarantineAsync(store, listed.Items, bucket.Time.GetUtcNow(), Label);
        Assert.Equal(keys.Order(StringComparer.Ordinal), outcomes.Of(OutcomeKind.Done));
        Assert.Equal(0, outcomes.BytesFreed);
        Assert.Equal(keys.Select(k => prefix + Aside + k).Order(StringComparer.Ordinal), await bucket.KeysAsync());
        Assert.Empty((await S3TestBucket.ScanAsync(store)).Items);

        var held = await HeldAsync(store);
        Assert.Equal(keys.Order(StringComparer.Ordinal), held.Select(h => Encoding.UTF8.GetString(h.Path.Span)).Order(StringComparer.Ordinal));
        Assert.All(held, h => Assert.Equal(Label, h.Label));
        foreach (var item in held)
            Assert.Equal(Outcome.Done(0), await store.RestoreAsync(item, default));
        Assert.Equal(keys.Select(k => prefix + k).Order(StringComparer.Ordinal), await bucket.KeysAsync());
        var restored = await S3TestBucket.ScanAsync(store);
        Assert.All(keys, k => Assert.Equal(listed[k].Identity.ETag, restored[k].Identity.ETag));
    }

    [Fact]
    public async Task QuarantineAsync_MetadataTagsAndType_AreKeptBothWays()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await PutDescribedAsync(bucket, "a", "content");
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        await S3TestBucket.QuarantineAsync(store, listed.Items, bucket.Time.GetUtcNow(), Label);
        await AssertDescribedAsync(bucket, Aside + "a");
        await store.RestoreAsync(Assert.Single(await HeldAsync(store)), default);
        await AssertDescribedAsync(bucket, "a");
    }

    [Fact]
    public async Task QuarantineAsync_Overwritten_Stays()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["a", "b"]);
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        await bucket.PutAsync("a", "other");
        await bucket.Client.DeleteObjectAsync(bucket.Name, "b");
        var outcomes = await S3TestBucket.QuarantineAsync(store, listed.Items, bucket.Time.GetUtcNow(), Label);
        Assert.Equal((Outcome.Changed, Outcome.Gone), (outcomes["a"], outcomes["b"]));
        Assert.Equal(["a"], await bucket.KeysAsync());
    }

    [Fact]
    public async Task QuarantineAsync_OverwrittenBetweenCopyAndDelete_StaysAndTheCopyGoes()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAsync("a");
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint);
        await using var store = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint));
        var listed = await S3TestBucket.ScanAsync(store);
        var looks = 0;
        proxy.Intercept = async request =>
        {
            // The second look is the one after the copy.
            if (request.Method == "HEAD" && ++looks == 2)
                await bucket.PutAsync("a", "other");
            return null;
        };
        var outcomes = await S3TestBucket.QuarantineAsync(store, listed.Items, bucket.Time.GetUtcNow(), Label);
        Assert.Equal(2, looks);
        Assert.Equal(Outcome.Changed, outcomes["a"]);
        Assert.Equal(["a"], await bucket.KeysAsync());
    }

    [Fact]
    public async Task QuarantineAsync_DiedAfterTheCopy_IsDoneByTheNextRun()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAsync("a", "new");
        await bucket.PutAsync(Aside + "a", "half done");
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        var outcomes = await S3TestBucket.QuarantineAsync(store, listed.Items, bucket.Time.GetUtcNow(), Label);
        Assert.Equal(Outcome.Done(0), outcomes["a"]);
        Assert.Equal([Aside + "a"], await bucket.KeysAsync());
        Assert.Equal(3, (await bucket.Client.GetObjectMetadataAsync(bucket.Name, Aside + "a")).ContentLength);
    }

    [Fact]
    public async Task QuarantineAsync_KeyTooLongThere_FailsWithWords()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        var key = new string('k', 1024);
        await bucket.PutAsync(key);
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        var outcomes = await S3TestBucket.QuarantineAsync(store, listed.Items, bucket.Time.GetUtcNow(), Label);
        Assert.Equal(OutcomeKind.Failed, outcomes[key].Kind);
        Assert.Contains("1024", outcomes[key].Error, StringComparison.Ordinal);
        Assert.Equal([key], await bucket.KeysAsync());
    }

    [Fact]
    public async Task QuarantineAsync_DeleteDenied_FailsAndLeavesNoCopy()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAsync("kept/a");
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        await bucket.Client.PutBucketPolicyAsync(bucket.Name, $$"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:DeleteObject","Resource":"arn:aws:s3:::{{bucket.Name}}/kept/*"}]}
            """);
        var outcomes = await S3TestBucket.QuarantineAsync(store, listed.Items, bucket.Time.GetUtcNow(), Label);
        Assert.Equal(OutcomeKind.Failed, outcomes["kept/a"].Kind);
        Assert.Equal(["kept/a"], await bucket.KeysAsync());
    }

    [Fact]
    public async Task QuarantineAsync_VersionedBucket_ComesBack()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.Client.PutBucketVersioningAsync(new PutBucketVersioningRequest { BucketName = bucket.Name, VersioningConfig = new() { Status = Amazon.S3.VersionStatus.Enabled } });
        await bucket.PutAsync("a");
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        await S3TestBucket.QuarantineAsync(store, listed.Items, bucket.Time.GetUtcNow(), Label);
        Assert.Equal([Aside + "a"], await bucket.KeysAsync());
        await store.RestoreAsync(Assert.Single(await HeldAsync(store)), default);
        Assert.Equal(["a"], await bucket.KeysAsync());
    }

    [Fact]
    public async Task QuarantineAsync_AnswersRefusedAndCutOff_MovesAll()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        var keys = Enumerable.Range(0, 200).Select(i => $"{i}").ToList();
        await bucket.PutAllAsync(keys);
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint);
        await using var store = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint));
        var listed = await S3TestBucket.ScanAsync(store);
        (proxy.Refuse, proxy.Cut) = (0.05, 0.05);
        var outcomes = await S3TestBucket.QuarantineAsync(store, listed.Items, bucket.Time.GetUtcNow(), Label);
        Assert.Equal(200, outcomes.Of(OutcomeKind.Done).Count());
        Assert.True(proxy.CutOff > 0);
        Assert.Equal(keys.Select(k => Aside + k).Order(StringComparer.Ordinal), await bucket.KeysAsync());
    }

    [Fact]
    public async Task RestoreAsync_SomethingAtItsPlace_StaysInQuarantine()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAsync("a");
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        await S3TestBucket.QuarantineAsync(store, listed.Items, bucket.Time.GetUtcNow(), Label);
        await bucket.PutAsync("a", "newer");
        Assert.Equal(Outcome.Changed, await store.RestoreAsync(Assert.Single(await HeldAsync(store)), default));
        Assert.Equal(5, (await bucket.Client.GetObjectMetadataAsync(bucket.Name, "a")).ContentLength);
        Assert.Equal([Aside + "a", "a"], await bucket.KeysAsync());
    }

    [Fact]
    public async Task RestoreAsync_NotThere_IsGone()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await using var store = await bucket.OpenAsync();
        Assert.Equal(Outcome.Gone, await store.RestoreAsync(new QuarantinedItem(Label, "a"u8.ToArray(), 1), default));
    }

    [Fact]
    public async Task PurgeAsync_Held_DeletesThatAlone()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["a", Aside + "a", Aside + "b", ".janitor/quarantine/not-ours/c"]);
        await using var store = await bucket.OpenAsync();
        var held = await HeldAsync(store);
        Assert.Equal(2, held.Count);
        Assert.Equal(Outcome.Done(1), await store.PurgeAsync(held.Single(h => h.Path.Span.SequenceEqual("a"u8)), default));
        Assert.Equal([".janitor/quarantine/not-ours/c", Aside + "b", "a"], await bucket.KeysAsync());
    }

    [Fact]
    public async Task Copy_LargerThanOneRequestMay_GoesInPartsWithAllThatDescribesIt()
    {
        const int MiB = 1 << 20;
        using var bucket = await S3TestBucket.CreateAsync();
        var content = string.Concat(Enumerable.Range(0, 12 * MiB / 8).Select(i => $"{i:x8}"));
        await PutDescribedAsync(bucket, "big", content);
        using var whole = new BucketConnection(bucket.Options(), bucket.Time, () => 0);
        var source = await whole.HeadAsync("big", default);
        await new S3Copy(whole) { LargestAtOnce = MiB, PartSize = 5 * MiB }.RunAsync("big", "copy", source!, overwrite: false, default);
        using var copy = await bucket.Client.GetObjectAsync(bucket.Name, "copy");
        using var reader = new StreamReader(copy.ResponseStream);
        Assert.Equal(content, await reader.ReadToEndAsync());
        Assert.EndsWith("-3\"", copy.ETag, StringComparison.Ordinal);
        await AssertDescribedAsync(bucket, "copy");
    }

    [Fact]
    public async Task Copy_InPartsOfAnObjectThatGoes_LeavesNoUpload()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAsync("big", "first");
        using var whole = new BucketConnection(bucket.Options(), bucket.Time, () => 0);
        var source = await whole.HeadAsync("big", default);
        await bucket.Client.DeleteObjectAsync(bucket.Name, "big");
        await Assert.ThrowsAsync<Amazon.S3.AmazonS3Exception>(() => new S3Copy(whole) { LargestAtOnce = 1 }.RunAsync("big", "copy", source!, overwrite: true, default));
        Assert.Empty((await bucket.Client.ListMultipartUploadsAsync(bucket.Name)).MultipartUploads ?? []);
        Assert.Empty(await bucket.KeysAsync());
    }

    private static async Task<List<QuarantinedItem>> HeldAsync(S3Store store)
    {
        var held = new List<QuarantinedItem>();
        await foreach (var item in store.QuarantinedAsync(default))
            held.Add(item);
        return held;
    }

    private static async Task PutDescribedAsync(S3TestBucket bucket, string key, string content)
    {
        var put = new PutObjectRequest { BucketName = bucket.Name, Key = key, ContentBody = content, ContentType = "video/mp4", TagSet = [new Tag { Key = "team", Value = "a b" }] };
        put.Headers.CacheControl = "max-age=60";
        put.Headers.ContentDisposition = "attachment; filename=\"a\"";
        put.Metadata["job"] = "17";
        await bucket.Client.PutObjectAsync(put);
    }

    private static async Task AssertDescribedAsync(S3TestBucket bucket, string key)
    {
        var head = await bucket.Client.GetObjectMetadataAsync(bucket.Name, key);
        Assert.Equal(("video/mp4", "max-age=60", "attachment; filename=\"a\"", "17"), (head.Headers.ContentType, head.Headers.CacheControl, head.Headers.ContentDisposition, head.Metadata["job"]));
        var tags = await bucket.Client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = bucket.Name, Key = key });
        Assert.Equal("a b", Assert.Single(tags.Tagging, t => t.Key == "team").Value);
    }
}
