using System.CommandLine;
using Janitor.Cli.Reports;

namespace Janitor.Cli.Commands.Kubectl;

/// <summary><c>kubectl janitor suspend</c> and <c>resume</c>: <c>spec.suspend</c>.</summary>
internal static class SuspendCommand
{
    public static Command Create(string name, bool suspend, CancellationToken cancellationToken)
    {
        var what = suspend
            ? "Stops the runs that nobody asks for: by schedule, change, pressure or Job. A run that goes on is not ended."
            : "Lets a suspended policy run again.";
        return PluginOptions.AddTo(new Command(name, what), (policy, _, token) => SetAsync(policy, suspend, token), cancellationToken);
    }

    private static async Task<int> SetAsync(ClusterPolicy policy, bool suspend, CancellationToken cancellationToken)
    {
        var before = await policy.ReadAsync(cancellationToken);
        var already = before.Spec.Suspend == suspend;
        var after = already ? before : await policy.SuspendAsync(suspend, cancellationToken);
        var state = (suspend, already) switch
        {
            (true, true) => "is suspended already",
            (true, false) => "suspended",
            (false, true) => "is not suspended",
            (false, false) => "resumed",
        };
        var going = suspend && after.Status?.ActiveRun is { } run ? $"; the run that goes on ({run.Trigger}) is not ended by this" : string.Empty;
        Console.Out.WriteLine(TerminalText.Escape($"{after} {state}{going}"));
        return ExitCode.Done;
    }
}
