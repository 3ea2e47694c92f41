using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Workers;

namespace Janitor.Operator.Tests.Workers;

public sealed class LastWordsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly StringWriter _log = new();

    [Fact]
    public async Task RunAsync_ErrorThatNobodyForesaw_IsSaidAndAnotherPodTries()
    {
        var code = await RunAsync("{}", _ => throw new InvalidOperationException("the server said something new"));

        Assert.Equal(1, code);
        Assert.Equal("InvalidOperationException: the server said something new", await File.ReadAllTextAsync(_file));
        Assert.Contains(nameof(RunAsync_ErrorThatNobodyForesaw_IsSaidAndAnotherPodTries), _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_EndedEarly_SaysNothingAndAnotherPodTries()
    {
        Assert.Equal(LastWords.EndedEarly, await RunAsync("{}", _ => throw new OperationCanceledException(), new CancellationToken(canceled: true)));
        Assert.Empty(await File.ReadAllTextAsync(_file));
    }

    [Fact]
    public async Task RunAsync_SomethingTookTooLong_IsSaid()
    {
        Assert.Equal(1, await RunAsync("{}", _ => throw new TaskCanceledException("no answer within 100 s")));
        Assert.Equal("TaskCanceledException: no answer within 100 s", await File.ReadAllTextAsync(_file));
    }

    [Theory]
    [InlineData(null, "is not set")]
    [InlineData("{", "cannot be read")]
    public async Task RunAsync_NoTask_SaysWhichVariable(string? text, string said)
    {
        Assert.Equal(2, await RunAsync(text, _ => Task.FromResult(0)));
        Assert.StartsWith($"the environment variable {BackupTask.Variable} {said}", await File.ReadAllTextAsync(_file), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        File.Delete(_file);
        _log.Dispose();
    }

    private Task<int> RunAsync(string? text, Func<BackupTask, Task<int>> doAsync, CancellationToken cancellationToken = default) =>
        new LastWords(_log, _file).RunAsync(BackupTask.Variable, text, BackupTaskJson.Default.BackupTask, doAsync, cancellationToken);
}
