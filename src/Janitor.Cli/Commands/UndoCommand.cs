using System.CommandLine;
using System.CommandLine.Parsing;

namespace Janitor.Cli.Commands;

/// <summary><c>janitor undo</c>: brings back what policies moved to quarantine.</summary>
internal static class UndoCommand
{
    private const string RunForm = "yyyyMMdd'T'HHmmss'Z'";

    public static Command Create(CancellationToken cancellationToken)
    {
        var options = new PolicyOptions();
        var run = new Option<string?>("--run") { Description = "Only what this run moved; undo --dry-run lists the runs", HelpName = "ID" };
        run.Validators.Add(CheckRun);
        var dryRun = new Option<bool>("--dry-run") { Description = "List what would come back; change nothing" };
        var command = new Command("undo", "Brings back what policies moved to quarantine; never overwrites.") { run, dryRun };
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var id = parsed.GetResult(run) is null ? null : parsed.GetValue(run);
            return await new UndoRunner(options.Read(parsed), id, parsed.GetValue(dryRun), TimeProvider.System).RunAsync(cancellationToken);
        });
        return command;
    }

    private static void CheckRun(OptionResult result)
    {
        var known = result.Tokens.Count == 0 || DateTimeOffset.TryParseExact(
            result.Tokens[0].Value, RunForm, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out _);
        if (!known)
            result.AddError($"--run: \"{result.Tokens[0].Value}\" is no run; write one such as 20261121T084500Z, as undo --dry-run lists them");
    }
}
