using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Janitor.Api.Tests;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("4096", 4096)]
    [InlineData("100k", 100_000)]
    [InlineData("1Ki", 1024)]
    [InlineData("1Gi", 1L << 30)]
    [InlineData("1.5G", 1_500_000_000)]
    [InlineData("1.5Gi", 3L << 29)]
    [InlineData("1e9", 1_000_000_000)]
    [InlineData("1E3", 1000)]
    [InlineData("1.5e3", 1500)]
    [InlineData("1E", 1_000_000_000_000_000_000)]
    [InlineData("7Ei", 7L << 60)]
    [InlineData("100m", 1)]
    [InlineData("1500m", 2)]
    [InlineData("0.1", 1)]
    [InlineData("0.5Ki", 512)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void TryParse_Quantity_IsItsValueRoundedUp(string text, long expected)
    {
        Assert.True(Quantity.TryParse(text, out var value));
        Assert.Equal(expected, value.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Gi")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 Gi")]
    [InlineData("1Gi ")]
    [InlineData("1GB")]
    [InlineData("1GiB")]
    [InlineData("1K")]
    [InlineData("1gi")]
    [InlineData("1e-3")]
    [InlineData("1e3k")]
    [InlineData("1e")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1..5")]
    [InlineData("10Ei")]
    [InlineData("8Ei")]
    [InlineData("1e30")]
    [InlineData("9223372036854775808")]
    [InlineData("9223372036854775807.5")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("95%")]
    public void TryParse_Other_IsNone(string? text) => Assert.False(Quantity.TryParse(text, out _));

    [Theory]
    [InlineData("1024", "1Ki")]
    [InlineData("900Mi", "900Mi")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1500", "1500")]
    [InlineData("0", "0")]
    [InlineData("100k", "100k")]
    public void ToString_Quantity_ReadsWell(string text, string expected)
    {
        Assert.True(Quantity.TryParse(text, out var value));
        Assert.Equal(expected == "100k" ? "100000" : expected, value.ToString());
    }

    [Fact]
    public void ToString_AnyQuantity_ReadsBackAsTheSame() => Check.QuickThrowOnFailure(Prop.ForAll((ulong any, byte shift) =>
    {
        var value = new Quantity((long)(any >> 1 >> (shift % 63) << (shift % 31) & long.MaxValue));
        return Quantity.TryParse(value.ToString(), out var back) && back == value;
    }));

    [Fact]
    public void TryParse_AnyDecimalWithAnySuffix_AgreesWithThePatternOfTheSchema() => Check.QuickThrowOnFailure(Prop.ForAll((byte whole, byte part, byte choice) =>
    {
        string[] suffixes = ["", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "K", "B", "e3", "E2", "e-1", "%", " "];
        var text = $"{whole}.{part}{suffixes[choice % suffixes.Length]}";
        return Quantity.TryParse(text, out _) == Regex.IsMatch(text, Quantity.Pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
    }));
}
