using System.Diagnostics;
using Janitor.Cli.Tests.Commands;

namespace Janitor.Cli.Tests.Killed;

/// <summary>Starts the command again and again, and kills it (SIGKILL) in the midst of its work, at moments that the seed decides.</summary>
internal sealed class Killing(JanitorProcess janitor, int seed)
{
    private readonly Random _chance = new(seed);

    /// <summary>How many runs were killed when they had done something, and not all.</summary>
    public int MidWay { get; private set; }

    /// <summary>Kills one run when it has done a random part of what is left; it may be done before.</summary>
    /// <param name="left">Counts what is left to do.</param>
    /// <param name="share">Between 0 and 1: the most of what is left that it may do.</param>
    /// <param name="arguments">The command line.</param>
    public async Task KillAsync(Func<Task<int>> left, double share, params string[] arguments)
    {
        var before = await left();
        var until = before - (int)(before * share * _chance.NextDouble());
        using var process = janitor.Start(arguments);
        var started = Stopwatch.GetTimestamp();
        while (!process.HasExited && await left() >= until)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "the run neither went on nor ended");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        process.Kill();
        await process.WaitForExitAsync();
        var after = await left();
        MidWay += after > 0 && after < before ? 1 : 0;
    }
}
