using System.CommandLine;
using Janitor.Cli.Reports;

namespace Janitor.Cli.Commands;

/// <summary><c>janitor validate</c>: the mistakes in documents, without looking at any target or Secret.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var options = new PolicyOptions();
        var command = new Command("validate", "Checks policies for mistakes; looks at no directory, bucket, database or Secret.");
        options.AddSelectionTo(command);
        command.SetAction(parsed =>
        {
            if (PolicySession.Read(options.Read(parsed)) is not { } read)
                return ExitCode.InvalidInput;
            foreach (var document in read.Policies)
                Console.Out.WriteLine(TerminalText.Escape($"{document.Policy}: valid"));
            return ExitCode.Done;
        });
        return command;
    }
}
