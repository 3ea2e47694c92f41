using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Janitor.Api;
using Janitor.Cli.Reports;

namespace Janitor.Cli.Commands;

/// <summary>The <c>janitor</c> command: reads the arguments, runs the subcommand, and turns whatever happens into an exit code.</summary>
internal static class JanitorCommand
{
    /// <summary>Runs the command to its end.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var interruption = new Interruption();
        // The longest part of the start; another processor does it while this one reads the arguments and the files.
        _ = Task.Run(() => JanitorJson.Default.RetentionPolicy.MakeReadOnly());
        try
        {
            // A pattern may begin with @, which is no response file here.
            var parsed = Create(interruption.Token).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count == 0 || parsed.Action is HelpAction or ExamplesHelpAction)
                return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

            foreach (var error in parsed.Errors)
                Messages.Write(error.Message);
            Messages.Write($"try: {CommandPath(parsed.CommandResult.Command)} --help");
            return ExitCode.InvalidInput;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            Messages.Write("cancelled");
            return ExitCode.Failed;
        }
#pragma warning disable CA1031 // The last resort: whatever was not foreseen becomes one line and an exit code, never a stack trace.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            var trace = Environment.GetEnvironmentVariable("JANITOR_DEBUG") == "1";
            Messages.Write(trace ? problem.ToString() : $"failed: {problem.Message.ReplaceLineEndings(" ")} (JANITOR_DEBUG=1 shows where)");
            return ExitCode.Failed;
        }
    }

    private static RootCommand Create(CancellationToken cancellationToken)
    {
        var root = new RootCommand("Janitor keeps directories and buckets as RetentionPolicies declare them.")
        {
            PlanCommand.Create(cancellationToken),
            ApplyCommand.Create(cancellationToken),
            ValidateCommand.Create(),
            UndoCommand.Create(cancellationToken),
            OperatorCommand.Create(cancellationToken),
            WorkerCommand.Create(cancellationToken),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExamplesHelpAction((HelpAction)help.Action!);
        return root;
    }

    private static string CommandPath(Command command) => command is RootCommand ? "janitor" : $"janitor {command.Name}";

    /// <summary>Adds a command's examples to its help.</summary>
    private sealed class ExamplesHelpAction(HelpAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            help.MaxWidth = 120;
            help.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(Examples.Of(parseResult.CommandResult.Command.Name));
            return ExitCode.Done;
        }
    }
}
