using FsCheck;
using FsCheck.Fluent;

namespace Janitor.Api.Tests;

public sealed class PercentageTests
{
    [Theory]
    [InlineData("0%", 0)]
    [InlineData("95%", 95)]
    [InlineData("99.5%", 99.5)]
    [InlineData("100%", 100)]
    [InlineData("100.0%", 100)]
    public void TryParse_Percentage_IsItsValue(string text, double expected)
    {
        Assert.True(Percentage.TryParse(text, out var value));
        Assert.Equal((decimal)expected, value.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("95")]
    [InlineData("-1%")]
    [InlineData("+1%")]
    [InlineData("100.1%")]
    [InlineData("95 %")]
    [InlineData(" 95%")]
    [InlineData("95%%")]
    [InlineData(".5%")]
    [InlineData("5.%")]
    [InlineData("1,5%")]
    [InlineData("1e1%")]
    public void TryParse_Other_IsNone(string? text) => Assert.False(Percentage.TryParse(text, out _));

    [Theory]
    [InlineData("95%", 1000, 950)]
    [InlineData("99.5%", 999, 994)]
    [InlineData("0%", 1000, 0)]
    [InlineData("100%", long.MaxValue, long.MaxValue)]
    [InlineData("33.333%", 100, 33)]
    public void Of_Whole_IsRoundedDown(string text, long whole, long expected)
    {
        Assert.True(Percentage.TryParse(text, out var value));
        Assert.Equal(expected, value.Of(whole));
    }

    [Fact]
    public void ToString_AnyPercentage_ReadsBackAsTheSame() => Check.QuickThrowOnFailure(Prop.ForAll((uint any) =>
    {
        var value = new Percentage(any % 100_000_001 / 1_000_000m);
        return Percentage.TryParse(value.ToString(), out var back) && back == value;
    }));
}
