using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Janitor.Api.Tests;

public sealed class PointInTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("7d", "2026-06-08T12:00:00Z")]
    [InlineData("1h30m", "2026-06-15T10:30:00Z")]
    [InlineData("2026-01-31", "2026-01-31T00:00:00Z")]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00Z")]
    [InlineData("2026-01-31T12:00:00.25-01:00", "2026-01-31T13:00:00.25Z")]
    [InlineData("2028-02-29", "2028-02-29T00:00:00Z")]
    public void Resolve_AgeOrDate_IsTheMoment(string text, string expected)
    {
        Assert.True(PointInTime.TryParse(text, out var value));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), value.Resolve(Now));
        Assert.NotEqual(value.Age is null, value.Date is null);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-1-31")]
    [InlineData("2026-02-30")]
    [InlineData("2027-02-29")]
    [InlineData("31.01.2026")]
    [InlineData("01/31/2026")]
    [InlineData("2026-01-31 12:00:00Z")]
    [InlineData("2026-01-31T12:00:00")]
    [InlineData("2026-01-31T25:00:00Z")]
    [InlineData("2026-01-31T12:00Z")]
    [InlineData(" 2026-01-31")]
    [InlineData("-7d")]
    [InlineData("7")]
    public void TryParse_Other_IsNone(string? text) => Assert.False(PointInTime.TryParse(text, out _));

    [Fact]
    public void ToString_AnyDate_ReadsBackAsTheSame() => Check.QuickThrowOnFailure(Prop.ForAll((uint seconds, uint fraction, bool whole) =>
    {
        var value = new PointInTime(null, DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddTicks(whole ? 0 : fraction % TimeSpan.TicksPerSecond));
        return PointInTime.TryParse(value.ToString(), out var back) && back == value;
    }));
}
