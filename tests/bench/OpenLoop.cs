using System.Diagnostics;
using System.Globalization;

namespace Janitor.Bench;

/// <summary>
/// Sends requests at a fixed rate, whether or not earlier ones were answered, and counts each from the moment at which it was due: who measures from the moment of sending
/// leaves out what those wait who could not be sent.
/// </summary>
internal static class OpenLoop
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    /// <summary>Runs it.</summary>
    /// <param name="name">What the table calls it.</param>
    /// <param name="perSecond">The rate.</param>
    /// <param name="duration">How long.</param>
    /// <param name="most">What p99 may be, in milliseconds.</param>
    /// <param name="request">Sends the request of a number and reads its answer to the end; throws when it is not the right one.</param>
    public static async Task<bool> RunAsync(string name, int perSecond, TimeSpan duration, double most, Func<int, Task> request)
    {
        // What is compiled and connected on the way is not of interest.
        await SendAsync(perSecond, TimeSpan.FromSeconds(3), request);
        var times = await SendAsync(perSecond, duration, request);
        Array.Sort(times);
        var figure = new Figure(string.Create(CultureInfo.InvariantCulture, $"{name}, {perSecond:N0}/s, p99"), "ms", most)
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"median {times[times.Length / 2]:0.00} ms, p99.9 {times[(int)(times.Length * 0.999)]:0.0} ms, worst {times[^1]:0.0} ms"),
        };
        figure.Add(times[(int)Math.Ceiling(times.Length * 0.99) - 1]);
        return figure.Print();
    }

    private static async Task<double[]> SendAsync(int perSecond, TimeSpan duration, Func<int, Task> request)
    {
        var times = new double[(int)(perSecond * duration.TotalSeconds)];
        var sent = new Task[times.Length];
        var started = Stopwatch.GetTimestamp();
        await Task.Factory.StartNew(Send, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(sent);
        return times;

        void Send()
        {
            for (var i = 0; i < sent.Length;)
            {
                var due = Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond;
                for (; i < sent.Length && i <= due; i++)
                    sent[i] = TimeAsync(i);
#pragma warning disable RS0030 // Timers of .NET go by a clock that may tick every 4 ms only; a thread that sleeps wakes when it should.
                Thread.Sleep(Step);
#pragma warning restore RS0030
            }
        }

        async Task TimeAsync(int i)
        {
            await request(i);
            times[i] = (Stopwatch.GetElapsedTime(started) - TimeSpan.FromSeconds((double)i / perSecond)).TotalMilliseconds;
        }
    }
}
