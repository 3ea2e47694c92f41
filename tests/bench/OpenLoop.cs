using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Janitor.Bench;

/// <summary>
/// Sends requests at a fixed rate, whether or not earlier ones were answered, and counts each from the moment at which it was due: who measures from the moment of sending
/// leaves out what those wait who could not be sent. One thread, requests written beforehand, and nothing allocated on the way: the sender shares the cores with what is measured,
/// and with an HTTP client and its thread pool as sender it is that which is measured. For the same reason its thread goes before others, where this process may say so.
/// </summary>
internal static partial class OpenLoop
{
    private const int Connections = 64;
    private const short Readable = 1;

    // A virtual machine is stopped now and then, for some ms and for some seconds on end: how far rounds lie apart tells how much of that there was.
    private const int Rounds = 5;

    private const int First = -20;
    private const int Usual = 0;

    // What is compiled and connected on the way is not of interest.
    private const int WarmingRate = 500;
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(5);

    /// <summary>Runs it.</summary>
    /// <param name="name">What the table calls it.</param>
    /// <param name="port">Where the server listens.</param>
    /// <param name="perSecond">The rate.</param>
    /// <param name="duration">How long, in five rounds.</param>
    /// <param name="most">What p99 may be, in milliseconds.</param>
    /// <param name="request">Writes the request of a number.</param>
    /// <exception cref="InvalidOperationException">An answer was not that of success.</exception>
    public static bool Run(string name, int port, int perSecond, TimeSpan duration, double most, Func<int, byte[]> request)
    {
        var connections = Enumerable.Range(0, Connections).Select(_ => new LoadConnection(port)).ToArray();
        var figure = new Figure(string.Create(CultureInfo.InvariantCulture, $"{name}, {perSecond:N0}/s, p99"), "ms", most);
        var (rounds, all) = (new List<double>(), new List<double>());
        Send(connections, WarmingRate, Warming, request);
        _ = SetPriority(0, 0, First);
        for (var round = 0; round < Rounds; round++)
        {
            var times = Send(connections, perSecond, duration / Rounds, request);
            Array.Sort(times);
            rounds.Add(P99(times));
            all.AddRange(times);
        }

        _ = SetPriority(0, 0, Usual);
        foreach (var connection in connections)
            connection.Dispose();
        all.Sort();
        figure.Add(P99(all));
        figure.Note = string.Create(CultureInfo.InvariantCulture, $"rounds {rounds.Min():0.00} to {rounds.Max():0.00} ms, median {all[all.Count / 2]:0.00} ms, worst {all[^1]:0.0} ms");
        return figure.Print();
    }

    /// <summary>Of sorted times.</summary>
    private static double P99(IReadOnlyList<double> times) => times[(int)Math.Ceiling(times.Count * 0.99) - 1];

    private static double[] Send(LoadConnection[] connections, int perSecond, TimeSpan duration, Func<int, byte[]> request)
    {
        byte[][] requests = [.. Enumerable.Range(0, (int)(perSecond * duration.TotalSeconds)).Select(request)];
        var times = new double[requests.Length];
        var waiting = connections.Select(connection => new Waiting { Descriptor = connection.Descriptor, Events = Readable }).ToArray();
        var free = new Stack<LoadConnection>(connections);
        GC.Collect();
        var started = Stopwatch.GetTimestamp();
        for (var (sent, answered) = (0, 0); answered < requests.Length;)
        {
            for (; sent < requests.Length && Late(sent) >= 0 && free.TryPop(out var connection); sent++)
                connection.Send(sent, requests[sent]);
            Wait(waiting, sent < requests.Length && free.Count > 0 ? -Late(sent) : double.PositiveInfinity);
            for (var i = 0; i < waiting.Length; i++)
            {
                if (waiting[i].Happened == 0 || !connections[i].Receive())
                    continue;
                times[connections[i].Request] = Late(connections[i].Request);
                free.Push(connections[i]);
                answered++;
            }
        }

        return times;

        // In milliseconds; below zero before it is due.
        double Late(int number) => Stopwatch.GetElapsedTime(started).TotalMilliseconds - ((double)number / perSecond * 1000);
    }

    /// <summary>Returns when something can be read, or after so many milliseconds.</summary>
    private static void Wait(Waiting[] waiting, double milliseconds)
    {
        const long NanosecondsOfMillisecond = 1_000_000;
        const double Longest = 999;
        var limit = new Limit { Nanoseconds = (long)(Math.Clamp(milliseconds, 0, Longest) * NanosecondsOfMillisecond) };
        // Interrupted by a signal, it is called again.
        _ = Poll(waiting, (nuint)waiting.Length, in limit, 0);
    }

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    private static partial int Poll([In, Out] Waiting[] waiting, nuint count, in Limit limit, nint signals);

    /// <summary>Of the calling thread, when both numbers are 0. Only root may go before others.</summary>
    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int priority);

    /// <summary>The kernel's <c>pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Waiting
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }

    /// <summary>The kernel's <c>timespec</c>, below a second.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
