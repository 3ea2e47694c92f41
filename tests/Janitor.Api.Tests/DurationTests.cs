using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Janitor.Api.Tests;

public sealed class DurationTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("30s", 30)]
    [InlineData("15m", 15 * 60)]
    [InlineData("36h", 36 * 3600)]
    [InlineData("7d", 7 * 86400)]
    [InlineData("2w", 14 * 86400)]
    [InlineData("1y", 365 * 86400)]
    [InlineData("1h30m", 5400)]
    [InlineData("1w2d", 9 * 86400)]
    [InlineData("1m500ms", 60.5)]
    [InlineData("007d", 7 * 86400)]
    [InlineData("100y", 100 * 365 * 86400L)]
    [InlineData("90000s", 90000)]
    public void TryParse_Duration_IsItsLength(string text, double seconds)
    {
        Assert.True(Duration.TryParse(text, out var value));
        Assert.Equal(TimeSpan.FromSeconds(seconds), value.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("d")]
    [InlineData("5 d")]
    [InlineData(" 5d")]
    [InlineData("5d ")]
    [InlineData("5D")]
    [InlineData("-5d")]
    [InlineData("+5d")]
    [InlineData("1.5h")]
    [InlineData("5days")]
    [InlineData("5mo")]
    [InlineData("30m1h")]
    [InlineData("1h1h")]
    [InlineData("1h30")]
    [InlineData("٣d")]
    [InlineData("101y")]
    [InlineData("100y1s")]
    [InlineData("99999999999d")]
    [InlineData("2147483647y")]
    public void TryParse_Other_IsNone(string? text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("2w", "14d")]
    [InlineData("90m", "1h30m")]
    [InlineData("0m", "0s")]
    [InlineData("1y", "365d")]
    [InlineData("250ms", "250ms")]
    public void ToString_Duration_IsWrittenAsPeopleDo(string text, string expected)
    {
        Assert.True(Duration.TryParse(text, out var value));
        Assert.Equal(expected, value.ToString());
    }

    [Fact]
    public void ToString_AnyDuration_ReadsBackAsTheSame() => Check.QuickThrowOnFailure(Prop.ForAll((uint seconds, ushort milliseconds) =>
    {
        var value = new Duration(TimeSpan.FromSeconds(seconds % 3_153_600_000) + TimeSpan.FromMilliseconds(milliseconds % 1000));
        return Duration.TryParse(value.ToString(), out var back) && back == value
            && Regex.IsMatch(value.ToString(), Duration.Pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
    }));
}
