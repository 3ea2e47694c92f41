using Amazon.S3.Model;
using Janitor.Storage.Tests.Buckets;
using Janitor.Storage.Tests.Migration;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Verification;

/// <summary>Objects on the real gateway, and a real ledger.</summary>
public sealed class BucketVerificationTests
{
    private const int Large = 21_000_000;

    [Fact]
    public async Task Execute_LargeObjectAndOddKeys_AreReadAndSound()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["p/ü b+%2F", "p//x", "p/../y"]);
        await bucket.Server.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket.Name, Key = "p/large", InputStream = new MemoryStream(new byte[Large]) });
        await using var bench = await VerificationBench.StartAsync(() => TestMigration.Bucket(bucket.Options("p/")));
        await bench.BookAsync();

        var report = await bench.RunAsync();

        Assert.True(report.IsSound, report.Message ?? string.Join("; ", report.Problems));
        Assert.Equal((4, Large + 3), (report.Intact, report.BytesRead));
    }

    [Fact]
    public async Task Execute_ReplacedMissingAndUnknown_AreFound()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAllAsync(["a", "b", "c"]);
        await using var bench = await VerificationBench.StartAsync(() => TestMigration.Bucket(bucket.Options()));
        await bench.BookAsync();
        await bucket.PutAsync("a", "y");
        await bucket.Server.Client.DeleteObjectAsync(bucket.Name, "b");
        await bucket.PutAsync("d");

        var report = await bench.RunAsync();

        Assert.Equal((1, 1, 1, 1), (report.Corrupt, report.Missing, report.Unknown, report.Intact));
        Assert.EndsWith("it was written after it was booked", bench.Items["a"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_AServerThatReturnsAWrongByte_IsRot()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAsync("a", "good");
        await using var bench = await VerificationBench.StartAsync(() => TestMigration.Bucket(bucket.Options()));
        await bench.BookAsync();
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint)
        {
            Intercept = request => Task.FromResult(request.Method == "GET" && request.Target.EndsWith("/a", StringComparison.Ordinal) ? new ProxiedAnswer(200, "goof") : null),
        };
        bench.Open = () => TestMigration.Bucket(bucket.Options(endpoint: proxy.Endpoint));

        var report = await bench.RunAsync();

        Assert.Equal(1, report.Corrupt);
        Assert.EndsWith("nobody wrote it since it was booked", bench.Items["a"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_ChangedWhileItIsRead_IsNotRot()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.Server.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket.Name, Key = "a", InputStream = new MemoryStream(new byte[Large]) });
        await using var bench = await VerificationBench.StartAsync(() => TestMigration.Bucket(bucket.Options()));
        await bench.BookAsync();
        bench.Open = () => new OpeningStore(TestMigration.Bucket(bucket.Options()), () => bucket.PutAsync("a", new string('x', Large)));

        var report = await bench.RunAsync();

        Assert.Equal((1, 0), (report.Changed, report.Corrupt));
    }

    [Fact]
    public async Task Execute_AServerThatIsGone_SaysSoAndGoesOnLater()
    {
        using var bucket = await S3TestBucket.CreateAsync();
        await bucket.PutAsync("a");
        await using var bench = await VerificationBench.StartAsync(() => TestMigration.Bucket(bucket.Options()));
        await bench.BookAsync();
        await using var proxy = new FaultyProxy(bucket.Server.Endpoint) { Intercept = _ => Task.FromResult<ProxiedAnswer?>(new ProxiedAnswer(403, "<Error><Code>AccessDenied</Code></Error>")) };
        bench.Open = () => TestMigration.Bucket(bucket.Options(endpoint: proxy.Endpoint));

        var report = await bench.RunAsync();

        Assert.NotNull(report.Message);
        Assert.Equal((0, 0, false), (report.Checked, report.Missing, report.IsSound));
    }
}
