namespace Janitor.Cli.Tests.Commands;

public sealed class HelpTests : IDisposable
{
    private readonly JanitorProcess _janitor = new();

    public void Dispose() => _janitor.Dispose();

    [Theory]
    [InlineData("plan", "janitor plan -f policy.yaml --volume scratch=/srv/scratch")]
    [InlineData("apply", "janitor apply -f policy.yaml --volume scratch=/srv/scratch --enforce")]
    [InlineData("validate", "helm template . | janitor validate -f -")]
    [InlineData("undo", "janitor undo -f policy.yaml --volume scratch=/srv/scratch --run 20261121T084500Z")]
    [InlineData("migrate", "janitor migrate --from dir:/srv/clips --to dir:/mnt/clips --delete-source")]
    [InlineData("verify", "janitor verify -f quota.yaml --volume uploads=/srv/uploads --sample 5%")]
    [InlineData("backup prune", "janitor backup prune -f schedule.yaml --bucket backups=/srv/backups -o json")]
    [InlineData("", "janitor plan -f policy.yaml --volume scratch=/srv/scratch")]
    public async Task Help_AnyCommand_EndsWithExamplesAndExitCodes(string command, string example)
    {
        var result = await _janitor.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        var examples = result.Output[result.Output.IndexOf("\nExamples:\n", StringComparison.Ordinal)..];
        Assert.Contains($"\n  {example}", examples, StringComparison.Ordinal);
        Assert.Contains("\nExit codes:\n  0 ", examples, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_Asked_IsPrinted()
    {
        var result = await _janitor.RunAsync("--version");

        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        Assert.Matches(@"^\d+\.\d+\.\d+", result.Output);
    }

    [Fact]
    public async Task Unforeseen_Failure_IsOneLineWithoutATrace()
    {
        // A full device: the report cannot be written.
        var start = new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", $"'{Path.Combine(AppContext.BaseDirectory, "janitor")}' --version > /dev/full"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(1, process.ExitCode);
        Assert.Matches(@"^failed: .*\(JANITOR_DEBUG=1 shows where\)\n$", errors);
    }
}
