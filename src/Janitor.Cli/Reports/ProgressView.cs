using Janitor.Engine.Retention;
using Janitor.Engine.Retention.Reports;
using Spectre.Console;

namespace Janitor.Cli.Reports;

/// <summary>A line on the terminal that tells how far something has come; nothing where the standard error output is no terminal.</summary>
internal sealed class ProgressView(bool wanted, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether there is a terminal to show it on.</summary>
    public bool IsShown { get; } = wanted && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Shows progress until the run ends.</summary>
    public Task<T> ShowAsync<T>(string policy, RunProgress progress, Task<T> run) => ShowAsync(() => Text(policy, progress), run);

    /// <summary>Shows what <paramref name="text"/> says until <paramref name="run"/> ends.</summary>
    public async Task<T> ShowAsync<T>(Func<string> text, Task<T> run)
    {
        if (!IsShown || run.IsCompleted)
            return await run;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Status().StartAsync(Safe(text()), async status =>
        {
            using var timer = new PeriodicTimer(Interval, time);
            while (!run.IsCompleted)
            {
                var tick = timer.WaitForNextTickAsync().AsTask();
                await Task.WhenAny(run, tick);
                status.Status(Safe(text()));
            }

            return await run;
        });
    }

    private static string Text(string policy, RunProgress progress)
    {
        var acted = progress.Acted > 0 ? $", {HumanSize.Count(progress.Acted)} done, {HumanSize.Bytes(progress.BytesFreed)} freed" : string.Empty;
        return $"{policy}: {progress.Phase}: {HumanSize.Count(progress.Scanned)} seen, {HumanSize.Count(progress.Selected)} selected{acted}";
    }

    private static string Safe(string text) => Markup.Escape(TerminalText.Escape(text));
}
