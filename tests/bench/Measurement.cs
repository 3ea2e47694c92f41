using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Janitor.Bench;

/// <summary>How long a command took and how much memory it had resident at most.</summary>
internal sealed record Measurement(TimeSpan Wall, long PeakBytes)
{
    /// <summary>The hidden argument that makes this program a wrapper which runs one command and prints what it used.</summary>
    public const string Wrapper = "--measure-one";

    /// <summary>Runs a command in a wrapper process of its own: a process can ask for the peak of all its children only.</summary>
    public static async Task<Measurement> OfAsync(Command command)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(Measurement).Assembly.Location);
        foreach (var argument in (string[])[Wrapper, .. command.Arguments])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command} ended with exit code {process.ExitCode}");
        var parts = output.Trim().Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return new Measurement(TimeSpan.FromTicks(parts[0]), parts[1]);
    }

    /// <summary>The wrapper itself.</summary>
    public static int RunOne(string[] command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in command[1..])
            start.ArgumentList.Add(argument);
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        process.WaitForExit();
        watch.Stop();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.Ticks} {PeakOfChildren()}"));
        return process.ExitCode;
    }

    /// <summary>The middle one by time.</summary>
    public static Measurement Median(IReadOnlyCollection<Measurement> runs) => new(
        runs.OrderBy(run => run.Wall).ElementAt(runs.Count / 2).Wall,
        runs.Max(run => run.PeakBytes));

    private static unsafe long PeakOfChildren()
    {
        // struct rusage of x86-64 and arm64 Linux: two timevals, then ru_maxrss in KiB, then 13 more longs.
        var usage = stackalloc long[18];
        _ = GetResourceUsage(-1, usage);
        return usage[4] * 1024;
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern unsafe int GetResourceUsage(int who, long* usage);
}
