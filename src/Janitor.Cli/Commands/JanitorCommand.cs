using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Janitor.Api;
using Janitor.Cli.Commands.Kubectl;
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
            var parsing = new ParserConfiguration { ResponseFileTokenReplacer = null };
            var parsed = PluginCommand.IsMeant()
                ? WithExamples(PluginCommand.Create(interruption.Token)).Parse([PluginCommand.Name, .. args], parsing)
                : WithExamples(Create(interruption.Token)).Parse(args, parsing);
            if (parsed.Errors.Count == 0 || parsed.Action is HelpAction or ExamplesHelpAction)
                return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

            foreach (var error in parsed.Errors)
                Messages.Write(error.Message);
            Messages.Write($"try: {CommandPath(parsed.CommandResult)} --help");
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

    private static RootCommand Create(CancellationToken cancellationToken) => new("Janitor keeps directories and buckets as RetentionPolicies declare them.")
    {
        PlanCommand.Create(cancellationToken),
        ApplyCommand.Create(cancellationToken),
        ValidateCommand.Create(),
        UndoCommand.Create(cancellationToken),
        MigrateCommand.Create(cancellationToken),
        BackupCommand.Create(cancellationToken),
        RestoreCommand.Create(cancellationToken),
        VerifyCommand.Create(cancellationToken),
        UsageCommand.Create(cancellationToken),
        OperatorCommand.Create(cancellationToken),
        GatewayCommand.Create(cancellationToken),
        WorkerCommand.Create(cancellationToken),
    };

    private static Command WithExamples(Command root)
    {
        var help = root.Options.Concat(root.Subcommands.SelectMany(command => command.Options)).OfType<HelpOption>().Single();
        help.Action = new ExamplesHelpAction((HelpAction)help.Action!);
        return root;
    }

    /// <summary>The command as users write it: <c>janitor plan</c>, <c>kubectl janitor plan</c>.</summary>
    private static string CommandPath(CommandResult result)
    {
        var name = result.Command is RootCommand ? "janitor" : result.Command.Name;
        return result.Parent is CommandResult parent ? $"{CommandPath(parent)} {name}" : name;
    }

    /// <summary>Adds a command's examples to its help.</summary>
    private sealed class ExamplesHelpAction(HelpAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            help.MaxWidth = 120;
            help.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(Examples.Of(CommandPath(parseResult.CommandResult)));
            return ExitCode.Done;
        }
    }
}
