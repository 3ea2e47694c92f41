using System.Text;
using System.Text.Json.Nodes;
using Janitor.Operator.Retention;
using Janitor.Operator.Retention.Workers;

namespace Janitor.Operator.Tests.Retention.Workers;

public sealed class WorkerProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("janitor-worker-").FullName;

    private string Target => Path.Combine(_folder, "target");

    private string TerminationLog => Path.Combine(_folder, "termination-log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_Task_LeavesItsResultAndItsReport()
    {
        Write("a", "b");
        var output = new StringWriter();

        Assert.Equal(0, await RunAsync(TaskText(), output, default));

        var result = RunSummaries.Unpack(await File.ReadAllTextAsync(TerminationLog))!;
        Assert.Equal(("r1", "Succeeded", 2L), (result.Id, result.Outcome, result.Acted));
        Assert.Contains("\"acted\":2", output.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Target));
    }

    [Fact]
    public async Task Run_Preview_ListsEachItemAndChangesNothing()
    {
        Write([.. Enumerable.Range(0, 30).Select(number => $"{number}.mp4")]);
        var output = new StringWriter();

        Assert.Equal(0, await RunAsync(TaskText(preview: true), output, default));

        var result = RunSummaries.Unpack(await File.ReadAllTextAsync(TerminationLog))!;
        Assert.Equal((true, 30L, 0L), (result.DryRun, result.Selected, result.Acted));
        Assert.Equal(30, Directory.GetFiles(Target).Length);
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(30, (long)JsonNode.Parse(lines[^1])!["scanned"]!);
        Assert.Equal(30, lines.SkipLast(1).Select(line => (string)JsonNode.Parse(line)!["path"]!).Distinct().Count());
    }

    [Fact]
    public async Task Run_EndedEarly_FailsSoThatAnotherPodGoesOn()
    {
        Write("a");
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();

        Assert.Equal(143, await RunAsync(TaskText(), TextWriter.Null, ended.Token));

        Assert.Equal("Cancelled", RunSummaries.Unpack(await File.ReadAllTextAsync(TerminationLog))!.StopReason);
    }

    [Theory]
    [InlineData(null, "the environment variable JANITOR_TASK is not set: janitor worker is started by the operator, in a Job")]
    [InlineData("{", "the environment variable JANITOR_TASK cannot be read: ")]
    public async Task Run_NoTask_SaysSo(string? task, string complaint)
    {
        Assert.Equal(2, await RunAsync(task, TextWriter.Null, default));

        Assert.StartsWith(complaint, await File.ReadAllTextAsync(TerminationLog), StringComparison.Ordinal);
    }

    private static string TaskText(bool preview = false) => new WorkerTask
    {
        Policy = Policies.OfVolume(spec => spec.Target!.Volume!.Path = string.Empty),
        RunId = "r1",
        Preview = preview,
    }.ToVariable().Value!;

    private void Write(params string[] names)
    {
        Directory.CreateDirectory(Target);
        foreach (var name in names)
        {
            File.WriteAllBytes(Path.Combine(Target, name), Encoding.UTF8.GetBytes("x"));
            File.SetLastWriteTimeUtc(Path.Combine(Target, name), TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromHours(2));
        }
    }

    private Task<int> RunAsync(string? task, TextWriter output, CancellationToken cancellationToken) =>
        new WorkerProcess(name => name == WorkerTask.Variable ? task : null, output, TimeProvider.System).RunAsync(Target, TerminationLog, cancellationToken);
}
