using System.Diagnostics;

namespace Janitor.TestBench;

/// <summary>Waits on a condition with a deadline.</summary>
public static class Eventually
{
    /// <summary>Returns when <paramref name="condition"/> holds; fails after half a minute.</summary>
    public static async Task HoldsAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(30))
                throw new TimeoutException("the condition did not come to hold within 30 s");
            // Several tests that only yielded would keep all processors from those they wait for.
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    /// <summary>Returns when <paramref name="condition"/>, which asks somebody else, holds; fails after the deadline.</summary>
    /// <param name="condition">What is to hold.</param>
    /// <param name="within">The deadline; half a minute when absent.</param>
    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan? within = null)
    {
        var deadline = within ?? TimeSpan.FromSeconds(30);
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > deadline)
                throw new TimeoutException($"the condition did not come to hold within {deadline.TotalSeconds} s");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
