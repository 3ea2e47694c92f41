using System.CommandLine;
using Janitor.Api.Retention;
using Janitor.Cli.Reports;

namespace Janitor.Cli.Commands.Kubectl;

/// <summary><c>kubectl janitor history</c>: the runs that a policy's status tells of.</summary>
internal static class HistoryCommand
{
    public static Command Create(CancellationToken cancellationToken)
    {
        var output = new Option<string>("--output", "-o")
        {
            Description = "table for people; json for activeRun, lastRun and history as the status has them",
            DefaultValueFactory = _ => "table",
            HelpName = "table|json",
        }.AcceptOnlyFromAmong("table", "json");
        var command = new Command("history", "Shows the run that goes on and those that have ended, the newest first.") { output };
        return PluginOptions.AddTo(command, (policy, parsed, token) => ShowAsync(policy, parsed.GetValue(output) == "json", token), cancellationToken);
    }

    private static async Task<int> ShowAsync(ClusterPolicy policy, bool json, CancellationToken cancellationToken)
    {
        var current = await policy.ReadAsync(cancellationToken);
        var status = current.Status ?? new RetentionPolicyStatus();
        if (json)
        {
            PolicyHistory.Of(status).WriteJson();
            return ExitCode.Done;
        }

        List<string[]> rows = [];
        if (status.ActiveRun is { } active)
            rows.Add(HistoryTable.Row(active, TimeProvider.System.GetUtcNow()));
        if (status.LastRun is { } last)
            rows.Add(HistoryTable.Row(last));
        rows.AddRange(status.History.Select(HistoryTable.Row));
        if (rows.Count > 0)
            HistoryTable.Write(rows, TableOutput.Standard());
        else
            Messages.Write($"{current} has not run yet");
        return ExitCode.Done;
    }
}
