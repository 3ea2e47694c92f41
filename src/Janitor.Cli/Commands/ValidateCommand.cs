using System.CommandLine;
using Janitor.Cli.Reports;

namespace Janitor.Cli.Commands;

/// <summary><c>janitor validate</c>: the mistakes in documents, without looking at any target or Secret.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var options = new PolicyOptions();
        var command = new Command("validate", "Checks policies, quotas and backup schedules for mistakes; looks at no directory, bucket, database or Secret.");
        options.AddSelectionTo(command);
        command.SetAction(parsed =>
        {
            var arguments = options.Read(parsed);
            if (PolicySession.ReadAll(arguments, OtherUse.Read) is not { } read)
                return ExitCode.InvalidInput;
            var others = arguments.Policies.Count == 0 ? PolicySession.Others(read.Manifests) : [];
            foreach (var valid in read.Policies.Select(document => document.Policy.ToString()).Concat(others))
                Console.Out.WriteLine(TerminalText.Escape($"{valid}: valid"));
            return ExitCode.Done;
        });
        return command;
    }
}
