using Janitor.Cli.Reports;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Cli.Tests.Reports;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain name.mp4", "plain name.mp4")]
    [InlineData("ä/日本/😀[red]", "ä/日本/😀[red]")]
    [InlineData("a\x1b[31mb", "a\\x1b[31mb")]
    [InlineData("a\nb\tc\rd\0", "a\\nb\\tc\\rd\\x00")]
    [InlineData("\u009b31m\u007f", "\\x9b31m\\x7f")]
    [InlineData("\u202egpj.exe\u2066\u200b", "\\u202egpj.exe\\u2066\\u200b")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    public void Escape_HostileSigns_AreWrittenOut(string text, string expected) => Assert.Equal(expected, TerminalText.Escape(text));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(10_188, "9.9 KiB")]
    [InlineData(10_189, "10 KiB")]
    [InlineData(1024 * 1024 - 1, "1.0 MiB")]
    [InlineData(1_288_490_189, "1.2 GiB")]
    [InlineData(long.MaxValue, "8.0 EiB")]
    public void Bytes_AnySize_HasABinaryUnit(long bytes, string expected) => Assert.Equal(expected, HumanSize.Bytes(bytes));
}
