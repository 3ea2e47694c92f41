using System.Text.Json;
using System.Text.Json.Nodes;
using Janitor.Operator.Retention.Workers;

namespace Janitor.Operator.Tests.Retention.Workers;

public sealed class WorkerProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("janitor-worker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_Preview_ListsEachItemAndChangesNothing(bool preview)
    {
        var target = Directory.CreateDirectory(Path.Combine(_folder, "clips")).FullName;
        foreach (var number in Enumerable.Range(0, 30))
        {
            var path = Path.Combine(target, $"{number}.mp4");
            await File.WriteAllTextAsync(path, "content");
            File.SetLastWriteTimeUtc(path, Policies.Noon.UtcDateTime);
        }

        var task = new WorkerTask { Policy = Policies.OfVolume(), RunId = "0123456789", Preview = preview };
        var (log, result) = (new StringWriter(), Path.Combine(_folder, "termination-log"));
        var process = new WorkerProcess(_ => JsonSerializer.Serialize(task, WorkerJson.Default.WorkerTask), log, TimeProvider.System);

        Assert.Equal(0, await process.RunAsync(_folder, result, default));

        var summary = JsonNode.Parse(await File.ReadAllTextAsync(result))!;
        Assert.Equal((preview, 30L, preview ? 0L : 30L), ((bool)summary["dryRun"]!, (long)summary["selected"]!, (long)summary["acted"]!));
        Assert.Equal(preview ? 30 : 0, Directory.GetFiles(target).Length);
        var lines = log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(30, (long)JsonNode.Parse(lines[^1])!["scanned"]!);
        Assert.Equal(preview ? 30 : 0, lines.SkipLast(1).Select(line => (string)JsonNode.Parse(line)!["path"]!).Distinct().Count());
    }
}
