using System.CommandLine;
using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Cli.Reports;

namespace Janitor.Cli.Commands.Kubectl;

/// <summary>How long a command waits for a run, and what the user sees meanwhile.</summary>
internal sealed class WaitOptions
{
    private readonly Option<string?> _timeout = new("--timeout") { Description = "How long to wait, such as 90s, 10m or 1h30m; without it, or with 0s, as long as it takes", HelpName = "DURATION" };

    public WaitOptions(Command command)
    {
        _timeout.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !Duration.TryParse(result.Tokens[0].Value, out _))
                result.AddError($"--timeout: \"{result.Tokens[0].Value}\" is not {Duration.Expected}");
        });
        command.Add(_timeout);
    }

    /// <summary>Waits for a run.</summary>
    /// <exception cref="PluginException">It does not come, or its time is over.</exception>
    public async Task<(RetentionPolicy Policy, RunRecord Run)> WaitAsync(RequestedRun run, ParseResult parsed, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var most = Duration.TryParse(parsed.GetValue(_timeout), out var given) && given.Value > TimeSpan.Zero ? given.Value : Timeout.InfiniteTimeSpan;
        using var deadline = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var progress = new ProgressView(wanted: true, time);
        run.OnChange = progress.IsShown ? null : Messages.Write;
        try
        {
            return await progress.ShowAsync(() => run.State, run.WaitAsync(either.Token));
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            throw new PluginException($"{(deadline.IsCancellationRequested ? $"timed out after {given}" : "cancelled")}: {run.State}; it is not ended by this");
        }
    }
}
