using System.Diagnostics;

namespace Janitor.Storage.Tests.Postgres;

internal static class Wait
{
    /// <summary>Looks at the condition until it holds; fails after 30 seconds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "The condition did not come to hold within 30 s.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
