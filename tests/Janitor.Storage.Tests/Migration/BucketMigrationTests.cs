using Amazon.S3.Model;
using Janitor.Engine.Migration;
using Janitor.Storage.Tests.Buckets;
using Janitor.Storage.Tests.Volumes;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Migration;

/// <summary>From and to buckets on the real gateway.</summary>
public sealed class BucketMigrationTests : IDisposable
{
    private const int Large = 21_000_000;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Migrate_DirectoryToBucketAndBack_KeepsContentModeAndTime()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        using var back = new ScratchDirectory();
        var large = Bytes(Large);
        await WriteAsync("a b/large+%2F", large);
        await WriteAsync("empty", []);
        Posix.ChangeMode(At("empty"), 0x1C0);
        File.SetLastWriteTimeUtc(At("empty"), new DateTime(2001, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc));
        using var there = new TestMigration(() => TestMigration.Directory(_directory.Path), () => TestMigration.Bucket(bucket.Options("p/")));
        using var home = new TestMigration(() => TestMigration.Bucket(bucket.Options("p/")), () => TestMigration.Directory(back.Path));

        var (sent, returned) = (await there.RunAsync(), await home.RunAsync());

        Assert.True(sent.IsComplete, Why(sent));
        Assert.True(returned.IsComplete, Why(returned));
        Assert.Equal(["p/a b/large+%2F", "p/empty"], (await bucket.Server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket.Name })).S3Objects.Select(found => found.Key).Where(key => !key.Contains(".janitor", StringComparison.Ordinal)));
        Assert.Equal(large, await File.ReadAllBytesAsync(Path.Combine(back.Path, "a b/large+%2F")));
        Assert.StartsWith("700 ", Posix.ModeAndOwner(Path.Combine(back.Path, "empty")), StringComparison.Ordinal);
        Assert.Equal(File.GetLastWriteTimeUtc(At("empty")), File.GetLastWriteTimeUtc(Path.Combine(back.Path, "empty")));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(Large)]
    public async Task Migrate_BucketToBucket_KeepsMetadataAndTags(int size)
    {
        using var from = await S3TestBucket.CreateAsync();
        using var to = await S3TestBucket.CreateAsync();
        var put = new PutObjectRequest
        {
            BucketName = from.Name,
            Key = "clips/ü.mp4",
            InputStream = new MemoryStream(Bytes(size)),
            ContentType = "video/mp4",
            TagSet = [new Tag { Key = "kind", Value = "raw" }],
        };
        put.Metadata["Job"] = "42";
        put.Headers.CacheControl = "max-age=60";
        await from.Server.Client.PutObjectAsync(put);
        using var migration = new TestMigration(() => TestMigration.Bucket(from.Options()), () => TestMigration.Bucket(to.Options("old/")));

        var report = await migration.RunAsync(new MigrationOptions { DeleteSource = true });

        Assert.True(report.IsComplete, Why(report));
        Assert.Empty(await from.KeysAsync());
        using var copy = await to.Server.Client.GetObjectAsync(to.Name, "old/clips/ü.mp4");
        Assert.Equal(("video/mp4", "max-age=60", "42"), (copy.Headers.ContentType, copy.Headers.CacheControl, copy.Metadata["job"]));
        using var content = new MemoryStream();
        await copy.ResponseStream.CopyToAsync(content);
        Assert.Equal(Bytes(size), content.ToArray());
        var tags = await to.Server.Client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = to.Name, Key = "old/clips/ü.mp4" });
        Assert.Equal(("kind", "raw"), Assert.Single(tags.Tagging.Select(tag => (tag.Key, tag.Value))));
    }

    [Fact]
    public async Task Migrate_KeysThatAVolumeCannotHold_AreRefusedEach()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        var long256 = new string('x', 256);
        await bucket.PutAllAsync(["good", "folder/", "a//b", "./c", "/root", long256, "clash", "clash/d"]);
        using var migration = new TestMigration(() => TestMigration.Bucket(bucket.Options()), () => TestMigration.Directory(_directory.Path));

        var report = await migration.RunAsync(new MigrationOptions { Transfers = 1, DeleteSource = true });

        Assert.Equal((5, 1), (report.Refused, report.Failed));
        Assert.All(["folder/", "a//b", "./c", "/root", long256], key => Assert.Equal("refused", migration.Items[key].Outcome));
        Assert.Contains("good", Directory.GetFileSystemEntries(_directory.Path).Select(Path.GetFileName));
        Assert.Equal(6, (await bucket.KeysAsync()).Count);
    }

    [Fact]
    public async Task Migrate_AgainWithoutJournal_ComparesInsteadOfSending()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await WriteAsync("a", Bytes(Large));
        await WriteAsync("b", "small"u8.ToArray());
        using var migration = new TestMigration(() => TestMigration.Directory(_directory.Path), () => TestMigration.Bucket(bucket.Options()));
        await migration.RunAsync();

        var known = await migration.RunAsync();
        var sentKnown = migration.BytesSent;
        migration.Forget();
        await bucket.PutAsync("b", "smalm");
        var compared = await migration.RunAsync(new MigrationOptions { DeleteSource = true });

        Assert.Equal((2, 0), (known.Present, sentKnown));
        Assert.Equal((1, 1, 0, 1), (compared.Present, compared.Different, migration.BytesSent, compared.Removed));
        Assert.True(File.Exists(At("b")));
    }

    [Fact]
    public async Task Migrate_AnObjectThatChangesAfterItWasCopied_StaysAtTheSource()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAsync("a", "old");
        using var migration = new TestMigration(
            () => TestMigration.Bucket(bucket.Options()),
            () => new InterruptedStore(TestMigration.Directory(_directory.Path), () => bucket.PutAsync("a", "new").Wait()));

        var report = await migration.RunAsync(new MigrationOptions { DeleteSource = true });

        Assert.Equal((1, 0, 1), (report.Copied, report.Removed, report.Changed));
        Assert.Equal(["a"], await bucket.KeysAsync());
        Assert.Equal("old", await File.ReadAllTextAsync(At("a")));
    }

    [Fact]
    public async Task Migrate_AServerThatStoresAWrongByte_IsFoundByReadingBack()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await WriteAsync("a", "good"u8.ToArray());
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint)
        {
            Intercept = request => Task.FromResult(request.Method == "GET" && request.Target.EndsWith("/a", StringComparison.Ordinal) ? new ProxiedAnswer(200, "goof") : null),
        };
        using var migration = new TestMigration(() => TestMigration.Directory(_directory.Path), () => TestMigration.Bucket(bucket.Options(endpoint: proxy.Endpoint)));

        var report = await migration.RunAsync(new MigrationOptions { DeleteSource = true });

        Assert.Equal((0, 1, 0), (report.Copied, report.Failed, report.Removed));
        Assert.Contains("what arrived is not what was sent", migration.Items["a"].Reason, StringComparison.Ordinal);
        Assert.Empty(await bucket.KeysAsync());
        Assert.True(File.Exists(At("a")));
    }

    [Theory]
    [InlineData(5, true, false, 0)]
    [InlineData(5, false, false, 0)]
    [InlineData(Large, true, false, 0)]
    [InlineData(Large, false, false, 0)]
    [InlineData(5, true, true, 1)]
    [InlineData(Large, false, true, 3)]
    public async Task Migrate_AServerThatComparesHashesOrTellsMD5_IsReadBackOnRequest(int size, bool compares, bool readBack, int reads)
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await WriteAsync("a", Bytes(size));
        var read = 0;
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint)
        {
            Intercept = request =>
            {
                if (request.Method == "GET" && request.Target.EndsWith("/a", StringComparison.Ordinal))
                    Interlocked.Increment(ref read);
                return Task.FromResult(compares ? null : TakeProbe(request));
            },
        };
        using var migration = new TestMigration(() => TestMigration.Directory(_directory.Path), () => TestMigration.Bucket(bucket.Options(endpoint: proxy.Endpoint)));

        var report = await migration.RunAsync(new MigrationOptions { ReadBack = readBack });

        Assert.True(report.IsComplete, Why(report));
        Assert.Equal(reads, read);
    }

    [Fact]
    public async Task Migrate_DeleteSourceAfterACopyByMD5_ReadsItFirst()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await WriteAsync("a", "good"u8.ToArray());
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint)
        {
            Intercept = request => Task.FromResult(request.Method == "GET" && request.Target.EndsWith("/a", StringComparison.Ordinal) ? new ProxiedAnswer(200, "goof") : null),
        };
        using var migration = new TestMigration(() => TestMigration.Directory(_directory.Path), () => TestMigration.Bucket(bucket.Options(endpoint: proxy.Endpoint)));

        var copied = await migration.RunAsync();
        var moved = await migration.RunAsync(new MigrationOptions { DeleteSource = true });

        Assert.Equal((1, 1, 0), (copied.Copied, moved.Different, moved.Removed));
        Assert.True(File.Exists(At("a")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Migrate_AServerWhoseETagIsNoMD5OfOurs_IsReadBackUnlessItComparesHashes(bool compares)
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await WriteAsync("a", "good"u8.ToArray());
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint)
        {
            Intercept = request => Task.FromResult(request.Target.EndsWith("/a", StringComparison.Ordinal)
                ? request.Method switch { "PUT" => new ProxiedAnswer(200, string.Empty, "ETag: \"0123\"\r\n"), "GET" => new ProxiedAnswer(200, "goof"), _ => null }
                : compares ? null : TakeProbe(request)),
        };
        using var migration = new TestMigration(() => TestMigration.Directory(_directory.Path), () => TestMigration.Bucket(bucket.Options(endpoint: proxy.Endpoint)));

        Assert.Equal((compares ? 1 : 0, 1), ((await migration.RunAsync()).Copied, migration.Items.Count));
        Assert.Equal(compares, migration.Items["a"].Reason is not { } reason || !reason.Contains("what arrived is not what was sent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Migrate_AServerThatIsSlowAndBreaksOff_ArrivesWholeInTheEnd()
    {
        using var from = await S3TestBucket.CreateAsync();
        using var to = await S3TestBucket.CreateAsync();
        await from.PutAllAsync(Enumerable.Range(0, 60).Select(i => $"{i:00}"));
        await from.Server.Client.PutObjectAsync(new PutObjectRequest { BucketName = from.Name, Key = "large", InputStream = new MemoryStream(Bytes(Large)) });
        await using var proxy = new FaultyProxy(from.Server.Endpoint) { Refuse = 0.1, Cut = 0.05 };
        using var migration = new TestMigration(() => TestMigration.Bucket(from.Options(endpoint: proxy.Endpoint)), () => TestMigration.Bucket(to.Options(endpoint: proxy.Endpoint)));

        // An answer to a PUT that is lost leaves an object that only the next run can compare.
        var report = await migration.RunAsync();
        for (var run = 1; run < 5 && !report.IsComplete; run++)
            report = await migration.RunAsync();

        Assert.True(report.IsComplete, Why(report));
        Assert.True(proxy is { Refused: > 0, CutOff: > 0 });
        Assert.Equal(await from.KeysAsync(), await to.KeysAsync());
        using var copy = await to.Server.Client.GetObjectAsync(to.Name, "large");
        using var content = new MemoryStream();
        await copy.ResponseStream.CopyToAsync(content);
        Assert.Equal(Bytes(Large), content.ToArray());
    }

    [Fact]
    public async Task Migrate_KeysThatNoVolumeHolds_GoFromBucketToBucket()
    {
        using var from = await S3TestBucket.CreateAsync();
        using var to = await S3TestBucket.CreateAsync();
        string[] keys = ["../a", "b/../../c", "./d", "e//f", "g/", "/h", "i/..", "j/."];
        foreach (var key in keys)
            await from.PutAsync(key, key);
        using var migration = new TestMigration(() => TestMigration.Bucket(from.Options()), () => TestMigration.Bucket(to.Options("p/")));

        var report = await migration.RunAsync();

        Assert.True(report.IsComplete, Why(report));
        Assert.Equal(keys.Select(key => "p/" + key).Order(StringComparer.Ordinal), await to.KeysAsync("p/"));
        Assert.All(keys, key => Assert.NotNull(migration.Items[key].Sha256));
    }

    [Fact]
    public async Task Migrate_AfterAKilledUploadInParts_EndsThatAndNoOther()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await WriteAsync("large", Bytes(Large));
        var others = await bucket.Server.Client.InitiateMultipartUploadAsync(bucket.Name, "large");
        // As if killed: the request that would end the upload never comes through.
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint)
        {
            Intercept = request => Task.FromResult(request.Method == "DELETE" || (request.Method == "POST" && request.Target.Contains("uploadId=", StringComparison.Ordinal)) ? new ProxiedAnswer(403, "<Error><Code>AccessDenied</Code></Error>") : null),
        };
        using var migration = new TestMigration(() => TestMigration.Directory(_directory.Path), () => TestMigration.Bucket(bucket.Options(endpoint: proxy.Endpoint)));
        Assert.Equal(1, (await migration.RunAsync()).Failed);
        Assert.Equal(2, (await UploadsAsync(bucket)).Count);
        proxy.Intercept = null;

        Assert.True((await migration.RunAsync()).IsComplete);

        Assert.Equal([others.UploadId], await UploadsAsync(bucket));
    }

    private static async Task<IReadOnlyList<string>> UploadsAsync(S3TestBucket bucket) =>
        [.. ((await bucket.Server.Client.ListMultipartUploadsAsync(bucket.Name)).MultipartUploads ?? []).Select(upload => upload.UploadId)];

    /// <summary>Answers as a server that does not compare what it gets with the hash in the signature, and takes what differs.</summary>
    private static ProxiedAnswer? TakeProbe(ProxiedRequest request) =>
        request.Method == "PUT" && request.Target.Contains("/.janitor/probe-", StringComparison.Ordinal) ? new ProxiedAnswer(200, string.Empty) : null;

    private static string Why(MigrationReport report) => report.Message ?? string.Join("; ", report.Problems.Select(item => $"{item.Path}: {item.Reason}"));

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private string At(string path) => Path.Combine(_directory.Path, path);

    private Task WriteAsync(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        return File.WriteAllBytesAsync(At(path), content);
    }
}
