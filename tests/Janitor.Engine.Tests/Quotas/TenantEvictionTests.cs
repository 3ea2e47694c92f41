using System.Text;
using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Quotas;
using Janitor.Engine.Retention.Reports;
using Janitor.Engine.Tests.Retention;
using Janitor.Kubernetes.Entities;
using Janitor.TestBench;

namespace Janitor.Engine.Tests.Quotas;

public sealed class TenantEvictionTests
{
    private readonly ManualTime _time = new();
    private readonly StorageQuota _quota = new()
    {
        Metadata = new ObjectMeta { Name = "media", Namespace = "media" },
        Spec = new StorageQuotaSpec { Target = new Target { Bucket = new BucketTarget { Name = "videos" } }, Evict = new EvictionOptions { Mode = RunMode.Enforce } },
    };

    public TenantEvictionTests() => Store = new ListedStore(_time.GetUtcNow());

    private ListedStore Store { get; }

    [Fact]
    public async Task ExecuteAsync_TenantAboveItsLimit_LosesItsOldestDownToTheWarning()
    {
        for (var day = 1; day <= 12; day++)
            Store.Add($"acme/{day}", TimeSpan.FromDays(day)).Add($"beta/{day}", TimeSpan.FromDays(100 + day));

        var report = await EvictAsync(["{tenant}/**"]);

        Assert.Equal(["acme/12", "acme/11", "acme/10", "acme/9"], Store.Removed);
        Assert.Equal((4L, 4000L, 12L), (report.Acted, report.BytesFreed, report.Scanned));
    }

    [Fact]
    public async Task ExecuteAsync_WhoseItIsCannotBeToldByFolder_LosesNothingOfOthers()
    {
        for (var day = 1; day <= 12; day++)
            Store.Add($"videos/acme-{day}/a", TimeSpan.FromDays(day)).Add($"videos/beta-{day}/a", TimeSpan.FromDays(100 + day));

        await EvictAsync(["videos/{tenant}-*/**"]);

        Assert.Equal(["videos/acme-12/a", "videos/acme-11/a", "videos/acme-10/a", "videos/acme-9/a"], Store.Removed);
    }

    [Fact]
    public async Task ExecuteAsync_DryRun_RemovesNothing()
    {
        _quota.Spec.Evict = new EvictionOptions();
        Store.AddMany(12, i => $"acme/{i}", TimeSpan.FromDays(1));

        var report = await EvictAsync([]);

        Assert.Empty(Store.Removed);
        Assert.Equal((true, 4L), (report.DryRun, report.Selected));
    }

    [Fact]
    public async Task ExecuteAsync_Limits_AreKept()
    {
        for (var i = 1; i <= 12; i++)
            Store.Add($"acme/{i}", TimeSpan.FromMinutes(i));
        _quota.Spec.Evict = new EvictionOptions { Mode = RunMode.Enforce, MinAge = new Duration(TimeSpan.FromMinutes(11)) };

        await EvictAsync([]);

        Assert.Equal(["acme/12", "acme/11"], Store.Removed);

        _quota.Spec.Evict = new EvictionOptions { Mode = RunMode.Enforce, MaxDeletePercent = new Percentage(10) };
        Store.Add("acme/13", TimeSpan.FromMinutes(13)).Add("acme/14", TimeSpan.FromMinutes(14));

        Assert.Equal(StopReason.MaxDeletePercent, (await EvictAsync([])).StopReason);
        Assert.Equal(2, Store.Removed.Count);
    }

    [Theory]
    [InlineData(null, "acme/12 acme/11 acme/10 acme/9")]
    [InlineData(20_000, "acme/12 acme/11 acme/10 acme/9")]
    [InlineData(5_000, "acme/12 acme/11 acme/10 acme/9 acme/8 acme/7 acme/6 acme/5")]
    public async Task ExecuteAsync_AboveTheLimitOfObjects_GoUntilTheyAreAtTheThresholdsOfBoth(int? size, string removed)
    {
        for (var i = 1; i <= 12; i++)
            Store.Add($"acme/{i}", TimeSpan.FromDays(i));
        Store.Add("beta/1", TimeSpan.FromDays(100));
        _quota.Spec.Evict = new EvictionOptions { Mode = RunMode.Enforce, MaxDeletePercent = new Percentage(100) };

        var report = await EvictAsync([], new QuotaLimit { Size = size is { } bytes ? new Quantity(bytes) : null, Objects = new Quantity(9) });

        Assert.Equal(removed.Split(' '), Store.Removed);
        Assert.Contains(report.Sample, item => item.Reason.StartsWith("12 items used, above 9 items, down to 8 items; oldest first: modified ", StringComparison.Ordinal) || size == 5_000);
    }

    private Task<RunReport> EvictAsync(string[] patterns, QuotaLimit? limit = null)
    {
        var tenant = new TenantOverLimit(Encoding.UTF8.GetBytes("acme"), 12_000, 12, limit ?? new QuotaLimit { Size = new Quantity(10_000) });
        return new TenantEviction(_quota, _time).ExecuteAsync(tenant, new TenantPath(patterns), Store, _quota.Spec.Evict.MaxDeletions, default);
    }
}
