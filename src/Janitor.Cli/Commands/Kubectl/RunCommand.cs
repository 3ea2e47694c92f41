using System.CommandLine;
using Janitor.Api.Retention;
using Janitor.Cli.Reports;

namespace Janitor.Cli.Commands.Kubectl;

/// <summary><c>kubectl janitor run</c>: has the operator run a policy now.</summary>
internal static class RunCommand
{
    public static Command Create(CancellationToken cancellationToken)
    {
        var wait = new Option<bool>("--wait", "-w") { Description = "Wait until the run has ended, and print what it did" };
        var command = new Command("run", "Has the operator run a policy now, as its spec.mode says, also while it is suspended.") { wait };
        var waiting = new WaitOptions(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult("--timeout") is not null && !result.GetValue(wait))
                result.AddError("--timeout: add --wait, or there is nothing to wait for");
        });
        return PluginOptions.AddTo(command, (policy, parsed, token) => RunAsync(policy, parsed.GetValue(wait) ? waiting : null, parsed, token), cancellationToken);
    }

    private static async Task<int> RunAsync(ClusterPolicy policy, WaitOptions? waiting, ParseResult parsed, CancellationToken cancellationToken)
    {
        var before = await policy.ReadAsync(cancellationToken);
        var run = new RequestedRun(policy, RetentionPolicy.RunAtAnnotation, TimeProvider.System);
        await run.AskAsync(cancellationToken);
        if (before.Spec.Suspend)
            Messages.Write($"note: {before} is suspended; this run takes place all the same");
        if (before.Spec.Mode == RunMode.DryRun)
            Messages.Write($"note: {before}: mode is DryRun, so nothing will be changed");
        if (waiting is null)
        {
            Console.Out.WriteLine(TerminalText.Escape($"{before} was asked to run; what it did is told by: kubectl janitor history {policy.Arguments}"));
            return ExitCode.Done;
        }

        var (_, record) = await waiting.WaitAsync(run, parsed, cancellationToken);
        HistoryTable.Write([HistoryTable.Row(record)], TableOutput.Standard());
        return ExitCode.Of(record);
    }
}
