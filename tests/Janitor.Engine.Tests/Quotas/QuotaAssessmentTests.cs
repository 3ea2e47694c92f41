using System.Text;
using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;

namespace Janitor.Engine.Tests.Quotas;

public sealed class QuotaAssessmentTests
{
    private readonly UsageTally _tally = new(new TenantPath([]));

    [Theory]
    [InlineData(84, "Normal")]
    [InlineData(85, "Warning")]
    [InlineData(95, "Critical")]
    [InlineData(100, "Critical")]
    [InlineData(101, "Exceeded")]
    public async Task Of_ShareOfTheLimit_IsALevel(long bytes, string level)
    {
        await StoreAsync(("acme", bytes, 1));

        var top = Assert.Single(Assess(new QuotaLimit { Size = new Quantity(100) }).Top);

        Assert.Equal((level, bytes), (top.Level, top.Percent));
    }

    [Fact]
    public async Task Of_LimitOfObjects_TheLargerShareCounts()
    {
        await StoreAsync(("acme", 10, 9));

        Assert.Equal(90, Assess(new QuotaLimit { Size = new Quantity(1000), Objects = new Quantity(10) }).Top[0].Percent);
    }

    [Fact]
    public async Task Of_Overrides_TakeThePlaceOfTheLimit()
    {
        await StoreAsync(("acme", 150, 1), ("beta", 150, 1), ("free", 150, 1));
        var spec = new StorageQuotaSpec
        {
            Limit = new QuotaLimit { Size = new Quantity(100) },
            Overrides = [new TenantOverride { Tenant = "acme", Limit = new QuotaLimit { Size = new Quantity(1000) } }, new TenantOverride { Tenant = "free" }],
        };

        var assessment = QuotaAssessment.Of(_tally, spec);

        Assert.Equal([("beta", "Exceeded", 150L), ("acme", "Normal", 15L), ("free", "Normal", null)], assessment.Top.Select(t => (t.Tenant, t.Level, t.Percent)));
        Assert.Equal((3L, 0L, 1L), (assessment.Tenants, assessment.NearLimit, assessment.OverLimit));
    }

    [Fact]
    public async Task Of_LimitOfNothing_AnythingIsTooMuch()
    {
        await StoreAsync(("acme", 1, 1));

        Assert.Equal("Exceeded", Assess(new QuotaLimit { Size = new Quantity(0) }).Top[0].Level);
    }

    [Fact]
    public async Task Of_ManyTenants_TellsOfTheTwentyNearestToTheirLimits()
    {
        await StoreAsync([.. Enumerable.Range(1, 500).Select(i => ($"t{i:000}", (long)i, 1))]);

        var assessment = Assess(new QuotaLimit { Size = new Quantity(1000) });

        Assert.Equal(Enumerable.Range(481, 20).Reverse().Select(i => $"t{i:000}"), assessment.Top.Select(t => t.Tenant));
        Assert.Equal((500L, 125_250L, 500L), (assessment.Tenants, assessment.Total.Bytes, assessment.Total.Objects));
    }

    [Fact]
    public async Task Of_TenantsAboveTheirLimits_AreKnownFarthestFirst()
    {
        await StoreAsync(("acme", 101, 1), ("beta", 300, 2), ("gamma", 100, 1));

        var over = Assess(new QuotaLimit { Size = new Quantity(100) }).Over;

        Assert.Equal([("beta", 300L, 2L), ("acme", 101L, 1L)], over.Select(tenant => (Encoding.UTF8.GetString(tenant.Name.Span), tenant.Bytes, tenant.Objects)));
    }

    [Fact]
    public async Task Of_Nobodys_CountTowardsTheTotalAlone()
    {
        await VisitAsync(("nobodys", 7));
        await StoreAsync(("acme", 3, 1));

        var assessment = Assess(null);

        Assert.Equal((10, 7, 1), (assessment.Total.Bytes, assessment.Nobody.Bytes, assessment.Tenants));
    }

    private QuotaAssessment Assess(QuotaLimit? limit) => QuotaAssessment.Of(_tally, new StorageQuotaSpec { Limit = limit });

    private async Task StoreAsync(params (string Tenant, long Bytes, int Objects)[] tenants)
    {
        foreach (var (tenant, bytes, objects) in tenants)
            await VisitAsync([.. Enumerable.Range(0, objects).Select(i => ($"{tenant}/{i}", i == 0 ? bytes : 0))]);
    }

    private async ValueTask VisitAsync(params (string Path, long Size)[] items) => await _tally.VisitAsync(
        new ItemBatch(items.Select(item => new Item { Path = Encoding.UTF8.GetBytes(item.Path), Size = item.Size }).ToArray(), default), default);
}
