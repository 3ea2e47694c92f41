using System.Text;
using Janitor.Engine.Retention.Catalog;

namespace Janitor.Engine.Tests.Retention.Catalog;

public sealed class VariantPatternTests
{
    [Theory]
    [InlineData("{stem}_processed.*", "a/file.m4a", "a/file_processed.mp3", true)]
    [InlineData("{stem}_processed.*", "a/file.m4a", "b/file_processed.mp3", false)]
    [InlineData("{stem}_processed.*", "a/file.m4a", "a/other_processed.mp3", false)]
    [InlineData("{stem}_processed.*", "a/file.m4a", "a/file.mp3", false)]
    [InlineData("{stem}_processed.*", "a/file.m4a", "a/file_processed", false)]
    [InlineData("{stem}_processed.*", "file.m4a", "file_processed.mp3", true)]
    [InlineData("{stem}_processed.*", "/file.m4a", "file_processed.mp3", true)]
    [InlineData("{stem}_processed.*", "file.m4a", "/file_processed.mp3", true)]
    [InlineData("{stem}_processed.*", "x_processed.y.m4a", "x_processed.y_processed.z", true)]
    [InlineData("{stem}_processed.*", "noextension", "noextension_processed.mp3", true)]
    [InlineData("{stem}_processed.*", "a.tar.gz", "a.tar_processed.x", true)]
    [InlineData("{stem}_processed.*", ".hidden", ".hidden_processed.x", true)]
    [InlineData("{stem}.*", "a/file.m4a", "a/file.json", true)]
    [InlineData("{stem}.*", "a/file.m4a", "a/file.tar.json", true)]
    [InlineData("{stem}.*", "a/file.m4a", "a/file", false)]
    [InlineData("{stem}", "a/file.m4a", "a/file", true)]
    [InlineData("{stem}/**", "a/file.m4a", "a/file/x/y", true)]
    [InlineData("{stem}_*/seg?.ts", "v/film.mp4", "v/film_720p/seg1.ts", true)]
    [InlineData("thumbs/{name}.jpg", "a/file.m4a", "a/thumbs/file.m4a.jpg", true)]
    [InlineData("thumbs/{name}.jpg", "a/file.m4a", "a/thumbs/file.jpg", false)]
    [InlineData("thumbs/{name}.jpg", "a/file.m4a", "thumbs/file.m4a.jpg", false)]
    [InlineData("t_{name}", "ünï.m4a", "t_ünï.m4a", true)]
    [InlineData("{name}.{jpg,png}", "a", "a.png", true)]
    public void Contains_VariantOfAReference_AsThePatternSays(string variant, string reference, string path, bool expected)
    {
        var references = new ReferenceSet([VariantPattern.Parse(variant)]);
        references.Add(Encoding.UTF8.GetBytes(reference));
        Assert.Equal(expected, references.Contains(Encoding.UTF8.GetBytes(path)));
        Assert.True(references.Contains(Encoding.UTF8.GetBytes(reference)));
    }

    [Theory]
    [InlineData("", "exactly one")]
    [InlineData("x.*", "exactly one")]
    [InlineData("{stem}{stem}", "exactly one")]
    [InlineData("{stem}/{name}", "exactly one")]
    [InlineData("{name}/{stem}", "exactly one")]
    [InlineData("*/{stem}.x", "only come after")]
    [InlineData("/{stem}.x", "relative")]
    [InlineData("../{stem}.x", "without ..")]
    [InlineData("{stem}.[", "no ]")]
    [InlineData("{stem}a**", "whole segment")]
    public void Parse_Nonsense_SaysWhy(string text, string expected)
    {
        var error = Assert.Throws<FormatException>(() => VariantPattern.Parse(text));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
