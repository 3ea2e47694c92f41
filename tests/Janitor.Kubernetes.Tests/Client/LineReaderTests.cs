using System.Text;
using Janitor.Kubernetes.Client;

namespace Janitor.Kubernetes.Tests.Client;

public sealed class LineReaderTests
{
    [Fact]
    public async Task ReadAsync_LinesOfAllLengths_ComeAsTheyAre()
    {
        string[] lines = ["a", "", new string('b', 4095), new string('c', 4096), new string('d', 100_000), "ü", "rest"];
        var reader = new LineReader(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
        var read = new List<string>();

        while (await reader.ReadAsync(default) is { } line)
            read.Add(Encoding.UTF8.GetString(line.Span));

        Assert.Equal(lines, read);
    }

    [Fact]
    public async Task ReadAsync_NothingAtAll_IsTheEnd()
    {
        Assert.Null(await new LineReader(new MemoryStream()).ReadAsync(default));
    }
}
