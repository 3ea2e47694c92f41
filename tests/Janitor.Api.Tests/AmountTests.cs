namespace Janitor.Api.Tests;

public sealed class AmountTests
{
    [Theory]
    [InlineData("95%")]
    [InlineData("99.5%")]
    [InlineData("900Mi")]
    [InlineData("1500")]
    public void TryParse_SizeOrShare_ReadsBackAsTheSame(string text)
    {
        Assert.True(Amount.TryParse(text, out var value));
        Assert.Equal(text.EndsWith('%'), value.Share is not null);
        Assert.Equal(text.EndsWith('%'), value.Size is null);
        Assert.Equal(text, value.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("101%")]
    [InlineData("1GB")]
    [InlineData("-1Gi")]
    public void TryParse_Other_IsNone(string? text) => Assert.False(Amount.TryParse(text, out _));
}
