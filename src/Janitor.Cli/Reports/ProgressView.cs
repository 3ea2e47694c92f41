using Janitor.Engine.Retention;
using Janitor.Engine.Retention.Reports;
using Spectre.Console;

namespace Janitor.Cli.Reports;

/// <summary>A line on the terminal that tells how far a run has come; nothing where the standard error output is no terminal.</summary>
internal sealed class ProgressView(bool wanted, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly bool _shown = wanted && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Shows progress until the run ends.</summary>
    public async Task<T> ShowAsync<T>(string policy, RunProgress progress, Task<T> run)
    {
        if (!_shown || run.IsCompleted)
            return await run;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Status().StartAsync(Text(policy, progress), async status =>
        {
            using var timer = new PeriodicTimer(Interval, time);
            while (!run.IsCompleted)
            {
                var tick = timer.WaitForNextTickAsync().AsTask();
                await Task.WhenAny(run, tick);
                status.Status(Text(policy, progress));
            }

            return await run;
        });
    }

    private static string Text(string policy, RunProgress progress)
    {
        var acted = progress.Acted > 0 ? $", {HumanSize.Count(progress.Acted)} done, {HumanSize.Bytes(progress.BytesFreed)} freed" : string.Empty;
        return Markup.Escape(TerminalText.Escape(
            $"{policy}: {progress.Phase}: {HumanSize.Count(progress.Scanned)} seen, {HumanSize.Count(progress.Selected)} selected{acted}"));
    }
}
