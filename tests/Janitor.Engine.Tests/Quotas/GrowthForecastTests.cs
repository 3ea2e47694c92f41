using Janitor.Engine.Quotas;

namespace Janitor.Engine.Tests.Quotas;

public sealed class GrowthForecastTests
{
    private static readonly DateOnly Today = new(2026, 3, 4);

    [Theory]
    [InlineData(new long[] { 70, 80, 90, 100 }, 150, 5)]
    [InlineData(new long[] { 70, 80, 90, 100 }, 155, 6)]
    [InlineData(new long[] { 120, 130, 140, 160 }, 150, 0)]
    public void FullAt_GrowsByTheDay_IsWhereTheLineMeetsTheLimit(long[] bytes, long limit, int days) =>
        Assert.Equal(Today.AddDays(days), GrowthForecast.FullAt(Days(bytes), limit, Today));

    [Theory]
    [InlineData(new long[] { 100, 100, 100 })]
    [InlineData(new long[] { 100, 90, 80 })]
    [InlineData(new long[] { 90, 100 })]
    [InlineData(new long[] { 10_000_000, 10_000_001, 10_000_002 })]
    public void FullAt_DoesNotGrowOrTooFewDaysOrTooFarOff_IsUnknown(long[] bytes) => Assert.Null(GrowthForecast.FullAt(Days(bytes), 1_000_000_000, Today));

    [Fact]
    public void FullAt_DaysLongAgo_DoNotCount()
    {
        var days = Days([50, 60, 70]).Append((Today.AddDays(-30), 1_000_000L));

        Assert.Equal(Today.AddDays(3), GrowthForecast.FullAt(days, 100, Today));
    }

    /// <summary>Days up to today.</summary>
    private static IEnumerable<(DateOnly Day, long Bytes)> Days(long[] bytes) => bytes.Select((value, i) => (Today.AddDays(i - bytes.Length + 1), value));
}
