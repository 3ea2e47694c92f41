using System.CommandLine;
using Janitor.Api.Retention;
using Janitor.Cli.Reports;

namespace Janitor.Cli.Commands.Kubectl;

/// <summary><c>kubectl janitor plan</c>: has the operator say what a run would do now.</summary>
internal static class PreviewCommand
{
    public static Command Create(CancellationToken cancellationToken)
    {
        var command = new Command("plan", "Shows what a run that enforces the policy would do now, whatever spec.mode says; changes nothing.");
        var waiting = new WaitOptions(command);
        return PluginOptions.AddTo(command, (policy, parsed, token) => PlanAsync(policy, waiting, parsed, token), cancellationToken);
    }

    private static async Task<int> PlanAsync(ClusterPolicy policy, WaitOptions waiting, ParseResult parsed, CancellationToken cancellationToken)
    {
        await policy.ReadAsync(cancellationToken);
        var preview = new RequestedRun(policy, RetentionPolicy.PlanAtAnnotation, TimeProvider.System);
        await preview.AskAsync(cancellationToken);
        var (current, record) = await waiting.WaitAsync(preview, parsed, cancellationToken);
        PreviewTable.Write(current, (RunSummary)record, TableOutput.Standard());
        return ExitCode.Of(record);
    }
}
