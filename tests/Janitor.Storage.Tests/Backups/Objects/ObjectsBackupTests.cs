using System.Text;
using Amazon.S3.Model;
using Janitor.Engine.Backups;
using Janitor.Engine.Inventory;
using Janitor.Storage.Tests.Buckets;
using Janitor.Storage.Tests.Migration;
using Janitor.Storage.Tests.Volumes;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Backups.Objects;

public sealed class ObjectsBackupTests
{
    private const int Large = 400 << 10;

    [Fact]
    public async Task Restore_WhateverABucketHolds_IsTheSame()
    {
        using var bench = await ObjectsBench.CreateAsync();
        var random = new Random(1);
        foreach (var size in new[] { 0, 1, 511, 512, 256 << 10, (256 << 10) + 1, 1 << 20, 3 << 20, 20 << 20 })
        {
            var content = new byte[size];
            random.NextBytes(content);
            await bench.From.Client.PutObjectAsync(new PutObjectRequest { BucketName = bench.From.Name, Key = $"sizes/{size}", InputStream = new MemoryStream(content) });
        }

        foreach (var key in new[] { "with space", "ümläut/日本", "/leading", "trailing/", "a//b", "a/./b", "a/../b", "Case", "case", "CASE", "new\nline", " spaces around ", "=equals=", "-dash", "100%25", "deep/" + new string('x', 250) + "/" + new string('ü', 370) })
            await bench.From.PutAsync(key, key);
        await PutWithAttributesAsync(bench.From, "attributes", "small");
        await PutWithAttributesAsync(bench.From, "attributes-large", new string('l', Large));

        var backup = await bench.BackUpAsync();
        await bench.RestoreAsync(backup);

        var expected = await ObjectsBench.DescribeAsync(bench.From);
        Assert.Equal(expected, await ObjectsBench.DescribeAsync(bench.To));
        Assert.Equal(expected.Count, backup.Manifest!.Parts[0].Items);
        Assert.Contains(expected, text => text.Contains("x=y&z + ümlaut", StringComparison.Ordinal) || text.Contains("a=b / c", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restore_ManySmallObjects_AreAllThere()
    {
        using var bench = await ObjectsBench.CreateAsync();
        await bench.From.PutAllAsync(Enumerable.Range(0, 2000).Select(number => $"{number % 7}/{number}"));

        var backup = await bench.BackUpAsync();
        await bench.RestoreAsync(backup);

        Assert.Equal(2000, backup.Manifest!.Parts[0].Items);
        Assert.Equal(await bench.From.KeysAsync(), await bench.To.KeysAsync());
    }

    [Fact]
    public async Task BackUp_Archive_IsReadByTar()
    {
        using var bench = await ObjectsBench.CreateAsync();
        using var scratch = new ScratchDirectory();
        await PutWithAttributesAsync(bench.From, "docs/ü 1", "content");
        await bench.From.PutAsync("docs/large", new string('l', Large));
        await bench.From.PutAsync("folder/", string.Empty);
        await bench.From.PutAsync(string.Join('/', Enumerable.Repeat(new string('d', 120), 4)), "deep");

        var backup = await bench.BackUpAsync();

        await using (var file = File.Create(Path.Combine(scratch.Path, "backup.tar.zst")))
        {
            var key = $"{backup.Folder.Path}/{Assert.Single(backup.Manifest!.Parts[0].Files).Name}";
            using var answer = await bench.Backups.Client.GetObjectAsync(new GetObjectRequest { BucketName = bench.Backups.Name, Key = key });
            await answer.ResponseStream.CopyToAsync(file);
        }

        var listed = Posix.Run("sh", "-ec", "cd \"$0\"; mkdir out; zstd -qdc backup.tar.zst > backup.tar; tar --warning=no-unknown-keyword -xf backup.tar -C out; cd out; find . -type f | LC_ALL=C sort; cat 'docs/ü 1'", scratch.Path);
        Assert.Equal(
            [$"./{string.Join('/', Enumerable.Repeat(new string('d', 120), 4))}", "./docs/large", "./docs/ü 1", "content"],
            listed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task BackUp_IncludeAndExclude_ChooseObjects()
    {
        using var bench = await ObjectsBench.CreateAsync();
        await bench.From.PutAllAsync(["docs/a.md", "docs/b/a.md", "docs/a.txt", "other/a.md", "a.md"]);

        await bench.RestoreAsync(await bench.BackUpAsync(include: ["docs/**", "*.md"], exclude: ["**/*.txt"]));

        Assert.Equal(["a.md", "docs/a.md", "docs/b/a.md"], await bench.To.KeysAsync());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Large)]
    public async Task BackUp_ObjectThatGoesMeanwhile_IsLeftOut(int size)
    {
        using var bench = await ObjectsBench.CreateAsync();
        await bench.From.PutAsync("goes", new string('g', size));
        await bench.From.PutAsync("stays", "s");
        var from = new OvertakenStore(await bench.From.OpenAsync(use: StoreUse.Read), item => Key(item) == "goes" ? bench.From.Client.DeleteObjectAsync(bench.From.Name, "goes") : Task.CompletedTask);

        var backup = await bench.BackUpAsync(from);
        await bench.RestoreAsync(backup);

        Assert.Equal(1, backup.Manifest!.Parts[0].Items);
        Assert.Equal(["stays"], await bench.To.KeysAsync());
    }

    [Theory]
    [InlineData(10, 20)]
    [InlineData(10, Large)]
    [InlineData(Large, 10)]
    [InlineData(Large, Large)]
    public async Task BackUp_ObjectThatIsOverwrittenMeanwhile_IsTheNewOne(int size, int then)
    {
        using var bench = await ObjectsBench.CreateAsync();
        await bench.From.PutAsync("a", new string('o', size));
        var done = false;
        var from = new OvertakenStore(await bench.From.OpenAsync(use: StoreUse.Read), async _ =>
        {
            if (!done)
                await bench.From.PutAsync("a", new string('n', then));
            done = true;
        });

        var backup = await bench.BackUpAsync(from);
        await bench.RestoreAsync(backup);

        Assert.Equal(await ObjectsBench.DescribeAsync(bench.From), await ObjectsBench.DescribeAsync(bench.To));
        Assert.Equal(1, backup.Manifest!.Parts[0].Items);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Large)]
    public async Task BackUp_DeniedObject_FailsAndNothingCounts(int size)
    {
        using var bench = await ObjectsBench.CreateAsync();
        await bench.From.PutAllAsync(Enumerable.Range(0, 100).Select(number => $"a{number}"));
        await bench.From.PutAsync("secret", new string('s', size));
        await using var proxy = new FaultyProxy(bench.From.Server.Endpoint)
        {
            Intercept = request => Task.FromResult(
                request.Target.EndsWith("/secret", StringComparison.Ordinal) || request.Target.Contains("/secret?", StringComparison.Ordinal)
                    ? new ProxiedAnswer(403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>")
                    : null),
        };

        var from = await bench.From.OpenAsync(bench.From.Options(endpoint: proxy.Endpoint), StoreUse.Read);
        var problem = await Assert.ThrowsAsync<BackupException>(() => bench.BackUpAsync(from));

        Assert.Equal(BackupProblem.SourceFailed, problem.Reason);
        Assert.Contains("secret in ", problem.Message, StringComparison.Ordinal);
        Assert.Contains("AccessDenied", problem.Message, StringComparison.Ordinal);
        Assert.Empty(await bench.ListAsync());
        Assert.Empty(await bench.Backups.KeysAsync());
    }

    [Fact]
    public async Task Restore_NameThatIsNotUtf8_IsTheSame()
    {
        using var bench = await ObjectsBench.CreateAsync();
        using var from = new ScratchDirectory();
        using var to = new ScratchDirectory();
        Posix.WriteFile([.. Encoding.UTF8.GetBytes(from.Path), .. "/bad"u8, 0xFF], "one"u8);
        Posix.WriteFile([.. Encoding.UTF8.GetBytes(from.Path), .. "/bad"u8, 0xFE], "other"u8);

        var backup = await bench.BackUpAsync(TestMigration.Directory(from.Path));
        await bench.RestoreAsync(backup, to: TestMigration.Directory(to.Path));

        Posix.Run("diff", "-r", "--exclude=.janitor", from.Path, to.Path);
        Assert.Equal(2, backup.Manifest!.Parts[0].Items);
    }

    private static async Task PutWithAttributesAsync(S3TestBucket bucket, string key, string content)
    {
        var request = new PutObjectRequest
        {
            BucketName = bucket.Name,
            Key = key,
            ContentBody = content,
            TagSet = [new Tag { Key = "a=b / c", Value = "x=y + z" }, new Tag { Key = "ümlaut", Value = "größe" }, new Tag { Key = "empty", Value = string.Empty }],
        };
        request.Headers.ContentType = "text/x-test; charset=utf-8";
        request.Headers.ContentDisposition = "attachment; filename=\"a b.txt\"";
        request.Headers.ContentEncoding = "identity";
        request.Headers.CacheControl = "max-age=5, private";
        request.Metadata["colour"] = "a = b & c %20;\"q\"";
        request.Metadata["mtime"] = "1.5";
        await bucket.Client.PutObjectAsync(request);
    }

    private static string Key(Item item) => Encoding.UTF8.GetString(item.Path.Span);
}
