using System.Text;
using Janitor.Engine.Patterns;

namespace Janitor.Engine.Tests.Patterns;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("processed/{job}/**", "processed/42/a/b", "42")]
    [InlineData("processed/{job}/**", "processed/42", null)]
    [InlineData("processed/{job}/**", "processed//a", null)]
    [InlineData("temp/job_{job}_chunk_{chunk}_*", "temp/job_7_chunk_3_x", "7")]
    [InlineData("temp/job_{job}_chunk_{chunk}_*", "temp/job_a_chunk_b_chunk_3_x", "a")]
    [InlineData("temp/job_{job}_chunk_{chunk}_*", "temp/job__chunk_3_x", null)]
    [InlineData("{job}", "x", "x")]
    [InlineData("{job}", "", null)]
    [InlineData("{job}", "a/b", null)]
    [InlineData("{job}.mp4", "a.mp4.mp4", "a.mp4")]
    [InlineData("{job}*", "abc", "a")]
    [InlineData("*{job}", "abc", "abc")]
    [InlineData("*_{job}", "a_b_c", "b_c")]
    [InlineData("**/{job}/raw/**", "x/y/7/raw/f", "7")]
    [InlineData("**/{job}.json", "a/b/9.json", "9")]
    [InlineData("**/{job}.json", "9.json", "9")]
    [InlineData("**/job_{job}/**/x_*", "job_1/y/job_2/x_3", "1")]
    [InlineData("**/job_{job}/x_*", "job_1/y/job_2/x_3", "2")]
    [InlineData("{tenant}/{job}/{file}", "t/j/f", "j")]
    [InlineData("{tenant}_{job}", "t_j_k", "j_k")]
    [InlineData("{job}_{part}", "a__b", "a")]
    [InlineData("{job}-{part}[0-9]", "a-b-c7", "a")]
    [InlineData("\\{{job}\\}", "{7}", "7")]
    [InlineData("{job}/a?", "ünï/a1", "ünï")]
    public void TryCapture_Template_TakesAsLittleAsWillDo(string template, string path, string? expected)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        var matched = PathPattern.Template(template, "job").TryCapture(bytes, out var capture);
        Assert.Equal(expected, matched ? Encoding.UTF8.GetString(bytes[capture]) : null);
        Assert.Equal(matched, PathPattern.Template(template, "job").IsMatch(bytes));
    }

    [Theory]
    [InlineData("processed/*", "exactly once")]
    [InlineData("{job}/{job}", "exactly once")]
    [InlineData("{tenant}/x", "exactly once")]
    [InlineData("{job", "no name such as {job}")]
    [InlineData("{a,b}/{job}", "no name such as {job}")]
    [InlineData("{}/{job}", "no name such as {job}")]
    [InlineData("", "empty")]
    public void Template_Nonsense_SaysWhy(string template, string expected)
    {
        var error = Assert.Throws<FormatException>(() => PathPattern.Template(template, "job"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_OfATemplate_EndsBeforeTheFirstCapture() =>
        Assert.True(PathPattern.Template("a/b_{job}/c", "job").Folder.Span.SequenceEqual("a/"u8));
}
