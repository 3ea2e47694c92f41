using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Xml.Linq;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Engine.Inventory;
using Janitor.Storage.Buckets.S3;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Buckets;

public sealed class S3DeletionTests
{
    [Fact]
    public async Task DeleteAsync_KeysOfEveryKind_DeletesThemAndNoOther()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(S3ListingTests.NastyKeys);
        // What a key could turn into when something on the way harms it.
        string[] bystanders = ["lead", "b", "a/b", "x", "y", "x\n\ny", "a%252Fb", "+", "z", "%2520", "trail", "cd", "a/b/", "p/lead"];
        await bucket.PutAllAsync(bystanders);
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        var doomed = S3ListingTests.NastyKeys.Select(k => listed[k]).ToList();
        var outcomes = await S3TestBucket.DeleteAsync(store, doomed, bucket.Time.GetUtcNow());
        Assert.Equal(S3ListingTests.NastyKeys.Length, outcomes.Of(OutcomeKind.Done).Count());
        Assert.Equal(S3ListingTests.NastyKeys.Length, outcomes.BytesFreed);
        Assert.Equal(bystanders.Order(StringComparer.Ordinal), await bucket.KeysAsync());
    }

    [Fact]
    public async Task DeleteAsync_KeysOfEveryKindListedLongAgo_LooksAtEachAndDeletesIt()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(S3ListingTests.NastyKeys);
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        var outcomes = await S3TestBucket.DeleteAsync(store, listed.Items, bucket.Time.GetUtcNow() - TimeSpan.FromMinutes(1));
        Assert.Equal(S3ListingTests.NastyKeys.Length, outcomes.Of(OutcomeKind.Done).Count());
        Assert.Empty(await bucket.KeysAsync());
    }

    [Fact]
    public async Task DeleteAsync_DuringTheListing_DeletesWhatWasChosen()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        var keys = Enumerable.Range(0, 2600).Select(i => $"{i % 5}/{i}").ToList();
        await bucket.PutAllAsync(keys);
        await using var store = await bucket.OpenAsync(bucket.Options() with { BatchSize = 100, BulkDeletes = 3 });
        var outcomes = new RecordedOutcomes();
        await using (var changes = store.BeginChanges(outcomes))
        {
            await store.ScanAsync(default, new ListedItems((batch, token) => changes.DeleteAsync(batch, EvenOnes(batch), token)), default);
            await changes.CompleteAsync(default);
        }
        outcomes.AssertEachOnce();
        Assert.Equal(keys.Where(IsEven).Order(StringComparer.Ordinal), outcomes.Of(OutcomeKind.Done));
        Assert.Equal(7, outcomes.Rule(keys[0]));
        Assert.Equal(keys.Where(k => !IsEven(k)).Order(StringComparer.Ordinal), await bucket.KeysAsync());
    }

    [Fact]
    public async Task DeleteAsync_AnswersRefusedAndCutOff_LosesNothingAndFailsNothing()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        var keys = Enumerable.Range(0, 4000).Select(i => $"{i % 8}/{i}").ToList();
        await bucket.PutAllAsync(keys);
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint, seed: 7);
        await using var store = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint) with { BatchSize = 10 });
        (proxy.Refuse, proxy.Cut) = (0.05, 0.01);
        var outcomes = new RecordedOutcomes();
        await using (var changes = store.BeginChanges(outcomes))
        {
            await store.ScanAsync(default, new ListedItems((batch, token) => changes.DeleteAsync(batch, EvenOnes(batch), token)), default);
            await changes.CompleteAsync(default);
        }
        outcomes.AssertEachOnce();
        Assert.True(proxy.Refused > 0 && proxy.CutOff > 0, $"{proxy.Requests} requests, {proxy.Refused} refused, {proxy.CutOff} cut");
        Assert.Equal(keys.Where(IsEven).Order(StringComparer.Ordinal), outcomes.Of(OutcomeKind.Done));
        Assert.Equal(keys.Where(k => !IsEven(k)).Order(StringComparer.Ordinal), await bucket.KeysAsync());
    }

    [Fact]
    public async Task DeleteAsync_ServerDown_FailsEachWithWords()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["a", "b"]);
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint);
        await using var store = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint));
        var listed = await S3TestBucket.ScanAsync(store);
        proxy.Refuse = 1;
        var outcomes = await S3TestBucket.DeleteAsync(store, listed.Items, bucket.Time.GetUtcNow());
        Assert.Equal(["a", "b"], outcomes.Of(OutcomeKind.Failed));
        Assert.Contains("SlowDown", outcomes["a"].Error, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], await bucket.KeysAsync());
    }

    [Fact]
    public async Task DeleteAsync_OverwrittenSinceListedLongAgo_Stays()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["content", "gone", "same", "time"]);
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        var listedAt = bucket.Time.GetUtcNow();
        await bucket.PutAsync("content", "y");
        await bucket.Client.DeleteObjectAsync(bucket.Name, "gone");
        // The same content again, uploaded at another second: ETag and size are the same then.
        var before = (await bucket.Client.GetObjectMetadataAsync(bucket.Name, "time")).LastModified;
        do
            await bucket.PutAsync("time");
        while ((await bucket.Client.GetObjectMetadataAsync(bucket.Name, "time")).LastModified == before);
        bucket.Time.Ahead += TimeSpan.FromSeconds(31);
        var outcomes = await S3TestBucket.DeleteAsync(store, listed.Items, listedAt);
        Assert.Equal(["content", "time"], outcomes.Of(OutcomeKind.Changed));
        Assert.Equal(["gone"], outcomes.Of(OutcomeKind.Gone));
        Assert.Equal(["same"], outcomes.Of(OutcomeKind.Done));
        Assert.Equal(["content", "time"], await bucket.KeysAsync());
    }

    [Fact]
    public async Task DeleteAsync_ListedJustNow_AsksForEachBatchOnce()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["a", "b", "c"]);
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint);
        await using var store = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint));
        var listed = await S3TestBucket.ScanAsync(store);
        var before = proxy.Requests;
        await S3TestBucket.DeleteAsync(store, listed.Items, bucket.Time.GetUtcNow());
        Assert.Equal(before + 1, proxy.Requests);
    }

    [Fact]
    public async Task DeleteAsync_ServerThatHonoursETags_LeavesTheOverwrittenOneToIt()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["changed", "same"]);
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint);
        proxy.Intercept = request => HonourETagsAsync(bucket, request);
        await using var store = new S3Store(bucket.Options(endpoint: proxy.Endpoint), bucket.Time);
        var status = await store.OpenAsync(StoreUse.Change, default);
        Assert.StartsWith("conditional deletes", status.Protection, StringComparison.Ordinal);
        var listed = await S3TestBucket.ScanAsync(store);
        await bucket.PutAsync("changed", "other");
        bucket.Time.Ahead += TimeSpan.FromHours(1);
        var before = proxy.Requests;
        var outcomes = await S3TestBucket.DeleteAsync(store, listed.Items, bucket.Time.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.Equal(before + 1, proxy.Requests);
        Assert.Equal(["changed"], outcomes.Of(OutcomeKind.Changed));
        Assert.Equal(["same"], outcomes.Of(OutcomeKind.Done));
        Assert.Equal(["changed"], await bucket.KeysAsync());
    }

    [Fact]
    public async Task DeleteAsync_SomeKeysRefused_ReportsEach()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["a", "busy", "locked"]);
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint);
        await using var store = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint));
        var listed = await S3TestBucket.ScanAsync(store);
        var bulks = new ConcurrentQueue<string>();
        proxy.Intercept = request =>
        {
            if (!request.IsBulkDelete)
                return Task.FromResult<ProxiedAnswer?>(null);
            bulks.Enqueue(request.Body);
            return Task.FromResult<ProxiedAnswer?>(bulks.Count == 1
                ? Errors(("busy", "SlowDown", "slow"), ("locked", "AccessDenied", "retained until tomorrow"))
                : Errors());
        };
        var outcomes = await S3TestBucket.DeleteAsync(store, listed.Items, bucket.Time.GetUtcNow());
        Assert.Equal(["a", "busy"], outcomes.Of(OutcomeKind.Done));
        Assert.Contains("retained until tomorrow", outcomes["locked"].Error, StringComparison.Ordinal);
        Assert.Equal(2, bulks.Count);
        Assert.DoesNotContain("locked", bulks.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteAsync_ErrorForAKeyThatWasNotSent_CountsNothingAsDone()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["a", "b"]);
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint);
        await using var store = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint));
        var listed = await S3TestBucket.ScanAsync(store);
        proxy.Intercept = r => Task.FromResult(r.IsBulkDelete ? Errors(("mangled", "AccessDenied", "no")) : null);
        var outcomes = await S3TestBucket.DeleteAsync(store, listed.Items, bucket.Time.GetUtcNow());
        Assert.Equal(["a", "b"], outcomes.Of(OutcomeKind.Failed));
    }

    [Fact]
    public async Task DeleteAsync_PolicyDeniesAPrefix_FailsThatAlone()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["free/a", "kept/b", "kept/ c ", "free/d"]);
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        await bucket.Client.PutBucketPolicyAsync(bucket.Name, $$"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:DeleteObject","Resource":"arn:aws:s3:::{{bucket.Name}}/kept/*"}]}
            """);
        var outcomes = await S3TestBucket.DeleteAsync(store, listed.Items, bucket.Time.GetUtcNow());
        Assert.Equal(["free/a", "free/d"], outcomes.Of(OutcomeKind.Done));
        Assert.Equal(["kept/ c ", "kept/b"], outcomes.Of(OutcomeKind.Failed));
        Assert.Contains("AccessDenied", outcomes["kept/b"].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteAsync_ObjectLock_AddsAMarkerAndKeepsTheVersion()
    {
        using var bucket = await S3TestBucket.CreateAsync(objectLock: true);
        await bucket.Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = bucket.Name,
            Key = "held",
            ContentBody = "x",
            ObjectLockMode = ObjectLockMode.Compliance,
            ObjectLockRetainUntilDate = (TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1)).UtcDateTime,
        });
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        var outcomes = await S3TestBucket.DeleteAsync(store, listed.Items, bucket.Time.GetUtcNow());
        Assert.Equal((OutcomeKind.Done, 0), (outcomes["held"].Kind, outcomes["held"].BytesFreed));
        var versions = await bucket.Client.ListVersionsAsync(bucket.Name);
        Assert.Contains(versions.Versions, v => v.Key == "held" && v.IsDeleteMarker != true);
    }

    [Fact]
    public async Task DeleteAsync_VersionedBucket_AddsMarkersAndFreesNothing()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.Client.PutBucketVersioningAsync(new PutBucketVersioningRequest { BucketName = bucket.Name, VersioningConfig = new() { Status = VersionStatus.Enabled } });
        await bucket.PutAsync("a", "first");
        await bucket.PutAsync("a", "second");
        await using var store = new S3Store(bucket.Options(), bucket.Time);
        var status = await store.OpenAsync(StoreUse.Change, default);
        Assert.Contains(status.Notes, n => n.StartsWith("versioning is on", StringComparison.Ordinal));
        var listed = await S3TestBucket.ScanAsync(store);
        Assert.Equal(0, Assert.Single(listed.Items).Reclaimable);
        var outcomes = await S3TestBucket.DeleteAsync(store, listed.Items, bucket.Time.GetUtcNow());
        Assert.Equal(Outcome.Done(0), outcomes["a"]);
        Assert.Empty(await bucket.KeysAsync());
        var versions = (await bucket.Client.ListVersionsAsync(bucket.Name)).Versions;
        Assert.Equal(2, versions.Count(v => v.IsDeleteMarker != true));
        Assert.All(versions, v => Assert.Equal("a", v.Key));
    }

    [Fact]
    public async Task DeleteAsync_NotCompleted_DropsWhatWasOnlyCollected()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAsync("a");
        await using var store = await bucket.OpenAsync();
        var listed = await S3TestBucket.ScanAsync(store);
        await using (var changes = store.BeginChanges(new RecordedOutcomes()))
            await changes.DeleteAsync(new ItemBatch(listed.Items.ToArray(), bucket.Time.GetUtcNow()), new[] { new Chosen(0, 0) }, default);
        Assert.Equal(["a"], await bucket.KeysAsync());
    }

    [Fact]
    public async Task DeleteAsync_ServerStandsStill_MakesTheCallerWait()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint);
        await using var store = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint) with { BatchSize = 10, BulkDeletes = 2 });
        var release = new TaskCompletionSource();
        var started = 0;
        proxy.Intercept = async request =>
        {
            Interlocked.Increment(ref started);
            await release.Task;
            return Errors();
        };
        var items = Enumerable.Range(0, 100).Select(i => new Item { Path = Encoding.UTF8.GetBytes($"k{i}"), Size = 1, Reclaimable = 1 }).ToArray();
        var outcomes = new RecordedOutcomes();
        await using var changes = store.BeginChanges(outcomes);
        var deleting = changes.DeleteAsync(new ItemBatch(items, bucket.Time.GetUtcNow()), Enumerable.Range(0, 100).Select(i => new Chosen(i, 0)).ToArray(), default).AsTask();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref started) == 2, TimeSpan.FromSeconds(30)));
        Assert.False(deleting.IsCompleted);
        release.SetResult();
        await deleting;
        await changes.CompleteAsync(default);
        Assert.Equal(100, outcomes.Count);
        Assert.Equal(10, started);
    }

    [Fact]
    public async Task DeleteAsync_Cancelled_ReportsWhatWasInFlight()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint);
        await using var store = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint));
        using var stop = new CancellationTokenSource();
        proxy.Intercept = async _ =>
        {
            await stop.CancelAsync();
            return new ProxiedAnswer(503, string.Empty);
        };
        var outcomes = new RecordedOutcomes();
        var batch = new ItemBatch(new[] { new Item { Path = "k"u8.ToArray() } }, bucket.Time.GetUtcNow());
        await using var changes = store.BeginChanges(outcomes);
        await changes.DeleteAsync(batch, new[] { new Chosen(0, 0) }, stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => changes.CompleteAsync(stop.Token).AsTask());
        await changes.DisposeAsync();
        Assert.Equal(OutcomeKind.Failed, outcomes["k"].Kind);
    }

    private static bool IsEven(string key) => (key[^1] - '0') % 2 == 0;

    private static Chosen[] EvenOnes(ItemBatch batch) =>
        [.. Enumerable.Range(0, batch.Items.Length).Where(i => batch.Items.Span[i].Path.Span[^1] % 2 == 0).Select(i => new Chosen(i, 7))];

    private static ProxiedAnswer Errors(params (string Key, string Code, string Message)[] errors) => new(200, new XElement(
        "DeleteResult", errors.Select(e => new XElement("Error", new XElement("Key", e.Key), new XElement("Code", e.Code), new XElement("Message", e.Message)))).ToString());

    /// <summary>Answers bulk deletes as AWS documents it: an object whose ETag is not the given one stays, with PreconditionFailed.</summary>
    private static async Task<ProxiedAnswer?> HonourETagsAsync(S3TestBucket bucket, ProxiedRequest request)
    {
        if (!request.IsBulkDelete)
            return null;
        var errors = new List<(string, string, string)>();
        foreach (var asked in XDocument.Parse(request.Body).Descendants().Where(e => e.Name.LocalName == "Object"))
        {
            string? Value(string name) => asked.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
            var key = Value("Key")!;
            try
            {
                var head = await bucket.Client.GetObjectMetadataAsync(bucket.Name, key);
                if (Value("ETag") is { } etag && etag != head.ETag)
                    errors.Add((key, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"));
                else
                    await bucket.Client.DeleteObjectAsync(bucket.Name, key);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                // Already gone: no error.
            }
        }
        return Errors([.. errors]);
    }
}
