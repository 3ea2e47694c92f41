using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Janitor.Engine.Inventory;
using Janitor.Storage.Buckets.S3;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Buckets;

public sealed class S3ListingTests
{
    /// <summary>One of each kind that some part on the way could harm.</summary>
    internal static readonly string[] NastyKeys =
    [
        "plain", "a b", "a+b", "a%2Fb", "%20", "%zz", "x\ny", "x\ry", "x\r\ny", "c\u0001d", "c\u001fd", "\u0001", "\ttab", " lead", "trail ", " ",
        "é/ü/日本", "😀", "/lead", "//", "/lead/a b", "a//b", "a/./b", "a/../b", "../x", "./y", "z/..", "z/.", "..", ".", "dir/", "&<>\"'", "a?b#c",
        "a\\b", "\u0085x", "\ufffeq", "\uffff", "\u007fdel", "\u2028ls", "a%00b", "~!*'()", "nb\u00a0sp", new('k', 1024), new('é', 512),
    ];

    [Fact]
    public async Task ScanAsync_KeysOfEveryKind_ListsEachOnceAsItIs()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(NastyKeys);
        await using var store = await bucket.OpenAsync(use: StoreUse.Read);
        Assert.Equal(NastyKeys.Order(StringComparer.Ordinal), (await S3TestBucket.ScanAsync(store)).Paths);
    }

    [Fact]
    public async Task ScanAsync_Object_TellsSizeTimeAndETag()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAsync("in/a", "hello");
        var head = await bucket.Client.GetObjectMetadataAsync(bucket.Name, "in/a");
        await using var store = await bucket.OpenAsync(bucket.Options("in/"), StoreUse.Read);
        var item = Assert.Single((await S3TestBucket.ScanAsync(store)).Items);
        Assert.Equal("a", Encoding.UTF8.GetString(item.Path.Span));
        Assert.Equal((5, 5), (item.Size, item.Reclaimable));
        Assert.Equal(head.ETag, item.Identity.ETag);
        Assert.Equal(((DateTimeOffset)head.LastModified!.Value).ToUnixTimeSeconds(), item.ModifiedAt / 1_000_000_000);
        Assert.Equal((Item.NoTime, Item.NoTime), (item.CreatedAt, item.AccessedAt));
    }

    [Fact]
    public async Task ScanAsync_Folder_ListsWhatIsBelowItAlone()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["p/a", "p/jobs/1/x", "p/jobs/1/y/z", "p/jobs/10/x", "p/jobs/1", "jobs/1/no"]);
        await using var store = await bucket.OpenAsync(bucket.Options("p/"), StoreUse.Read);
        Assert.Equal(["jobs/1/x", "jobs/1/y/z"], (await S3TestBucket.ScanAsync(store, "jobs/1")).Paths);
    }

    [Theory]
    [InlineData("p/jobs/1", "jobs/2", "p/jobs/2/z", "p/top")]
    [InlineData("p/jobs", "jobs", "p/jobs/z", "p/top")]
    [InlineData("p/other/x", "jobs", "p/jobs/z", "p/top")]
    public async Task ScanAsync_FolderThatIsNotWanted_IsPassedOver(string wanted, string unwanted, string passedOver, string top)
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync([wanted, passedOver, top]);
        await using var store = await bucket.OpenAsync(bucket.Options("p/"), StoreUse.Read);
        var listed = new ListedItems { Unwanted = unwanted };

        await store.ScanAsync(default, listed, default);

        Assert.Equal([wanted[2..], "top"], listed.Paths);
    }

    [Fact]
    public async Task ScanAsync_PrefixWithoutSlash_IsTakenLiterally()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["log", "log-1", "logs/a", "lo"]);
        await using var store = await bucket.OpenAsync(bucket.Options("log"), StoreUse.Read);
        Assert.Equal(["", "-1", "s/a"], (await S3TestBucket.ScanAsync(store)).Paths);
    }

    [Fact]
    public async Task ScanAsync_WhatJanitorKeeps_IsNotListed()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["p/.janitor/quarantine/x/a", "p/.janitorial", "p/b", "p/c/.janitor/d"]);
        await using var store = await bucket.OpenAsync(bucket.Options("p/"), StoreUse.Read);
        Assert.Equal([".janitorial", "b", "c/.janitor/d"], (await S3TestBucket.ScanAsync(store)).Paths);
        Assert.Empty((await S3TestBucket.ScanAsync(store, ".janitor")).Paths);
    }

    [Theory]
    [InlineData(1, 2500)]
    [InlineData(3, 1100)]
    [InlineData(70, 20)]
    public async Task ScanAsync_ManyFoldersAndPages_ListsEachOnce(int folders, int each)
    {
        using var bucket = await S3TestBucket.CreateAsync();
        var keys = Enumerable.Range(0, folders).SelectMany(f => Enumerable.Range(0, each).Select(i => $"f{f}/{i}")).Append("top").ToList();
        await bucket.PutAllAsync(keys);
        await using var store = await bucket.OpenAsync(use: StoreUse.Read);
        Assert.Equal(keys.Order(StringComparer.Ordinal), (await S3TestBucket.ScanAsync(store)).Paths);
    }

    [Fact]
    public async Task ScanAsync_RandomKeys_EqualsTheKeysPut()
    {
        // Few letters, so that folders, neighbours of the slash ('.' and '0') and empty segments meet often.
        var key = Gen.Elements('a', '/', '/', '.', '0', '+', '%', ' ', 'é').NonEmptyListOf().Select(c => new string([.. c.Take(12)]));
        var property = Prop.ForAll(
            key.NonEmptyListOf().ToArbitrary(),
            keys => SameAsPutAsync([.. keys.Distinct(StringComparer.Ordinal)]).GetAwaiter().GetResult());
        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(15), property));
    }

    [Fact]
    public async Task ScanAsync_AnswersRefusedAndCutOff_ListsEachOnce()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        var keys = Enumerable.Range(0, 3000).Select(i => $"{i % 8}/{i}").ToList();
        await bucket.PutAllAsync(keys);
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint) { Refuse = 0.2, Cut = 0.2 };
        await using var store = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint), StoreUse.Read);
        for (var round = 0; round < 4; round++)
            Assert.Equal(keys.Order(StringComparer.Ordinal), (await S3TestBucket.ScanAsync(store)).Paths);
        Assert.True(proxy.Refused > 3 && proxy.CutOff > 3, $"{proxy.Refused} refused, {proxy.CutOff} cut");
    }

    [Fact]
    public async Task ScanAsync_EveryAnswerCutOff_Throws()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["a/1", "b/2"]);
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint);
        await using var store = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint), StoreUse.Read);
        proxy.Cut = 1;
        var error = await Assert.ThrowsAsync<StoreException>(() => S3TestBucket.ScanAsync(store));
        Assert.Equal("spec.target.bucket.endpoint", error.Field);
        Assert.True(proxy.CutOff >= 5);
    }

    [Fact]
    public async Task ScanAsync_LaterPageRefusedForGood_Throws()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(Enumerable.Range(0, 1500).Select(i => $"k{i}"));
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint)
        {
            Intercept = r => Task.FromResult(r.Target.Contains("continuation-token", StringComparison.Ordinal) ? new ProxiedAnswer(500, "<Error><Code>InternalError</Code></Error>") : null),
        };
        await using var store = await bucket.OpenAsync(bucket.Options(endpoint: proxy.Endpoint), StoreUse.Read);
        await Assert.ThrowsAsync<StoreException>(() => S3TestBucket.ScanAsync(store));
    }

    [Theory]
    [InlineData("<EncodingType>url</EncodingType>", "a+b%2Bc%2f%C3%A9%25", "a b+c/é%")]
    [InlineData("<EncodingType>url</EncodingType>", "%zz%4", "%zz%4")]
    [InlineData("", "a+b%2Bc", "a+b%2Bc")]
    public async Task ScanAsync_OtherServersWaysToWriteKeys_AreRead(string encoding, string written, string key)
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint) { Intercept = _ => Task.FromResult<ProxiedAnswer?>(Listing(encoding, written)) };
        await using var store = new S3Store(bucket.Options(endpoint: proxy.Endpoint), bucket.Time);
        Assert.Equal([key], (await S3TestBucket.ScanAsync(store)).Paths);
    }

    [Theory]
    [InlineData("p/", "", "other/key")]
    [InlineData("", "<IsTruncated>true</IsTruncated>", "key")]
    [InlineData("", "<IsTruncated>true</IsTruncated><NextContinuationToken>again</NextContinuationToken>", "key")]
    [InlineData("p/", "<CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>", "p/key")]
    public async Task ScanAsync_ServerThatMakesNoSense_Throws(string prefix, string more, string key)
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint) { Intercept = _ => Task.FromResult<ProxiedAnswer?>(Listing(more, key)) };
        await using var store = new S3Store(bucket.Options(prefix, proxy.Endpoint), bucket.Time);
        await Assert.ThrowsAsync<StoreException>(() => S3TestBucket.ScanAsync(store));
    }

    [Fact]
    public async Task ScanAsync_VisitorThrows_EndsWithItsError()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["a/1", "b/2", "c"]);
        await using var store = await bucket.OpenAsync(use: StoreUse.Read);
        var visitor = new ListedItems((_, _) => throw new InvalidDataException("enough"));
        await Assert.ThrowsAsync<InvalidDataException>(() => store.ScanAsync(default, visitor, default));
    }

    private static ProxiedAnswer Listing(string more, string key) => new(200, $"""
        <ListBucketResult>{more}<Contents><Key>{key}</Key><LastModified>2026-11-21T08:45:00.000Z</LastModified><ETag>"0"</ETag><Size>1</Size></Contents></ListBucketResult>
        """);

    private static async Task SameAsPutAsync(IReadOnlyList<string> keys)
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(keys);
        await using var store = await bucket.OpenAsync(use: StoreUse.Read);
        var expected = keys.Where(k => !k.StartsWith(".janitor/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(expected, (await S3TestBucket.ScanAsync(store)).Paths);
    }
}
