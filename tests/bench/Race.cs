using System.Globalization;

namespace Janitor.Bench;

/// <summary>Janitor and its peers at the same work, in turns, on data that is made anew for each turn.</summary>
/// <param name="name">What the table calls it.</param>
/// <param name="target">The ratio of the best peer's time to Janitor's that is asked for.</param>
/// <param name="janitor">Janitor's command.</param>
/// <param name="peers">The peers' commands.</param>
internal sealed class Race(string name, double target, Command janitor, params Command[] peers)
{
    /// <summary>Makes the data.</summary>
    public required Func<Task> PrepareAsync { get; init; }

    /// <summary>Throws when what is left is not what should be left.</summary>
    public required Func<string, Task> CheckAsync { get; init; }

    /// <summary>The most memory Janitor may take, in bytes.</summary>
    public long MostMemory { get; init; } = long.MaxValue;

    /// <summary>The part of the work that no contestant can go without, alone: no ratio above its own is possible on this machine.</summary>
    public Command? Floor { get; init; }

    /// <summary>Runs it, prints a row a contestant, and says whether the targets were met.</summary>
    public async Task<bool> RunAsync(int rounds)
    {
        Console.WriteLine($"\n{name}");
        var results = new Dictionary<Command, List<Measurement>>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var contestant in (Command[])[janitor, .. peers, .. Floor is null ? [] : new[] { Floor }])
            {
                await PrepareAsync();
                var measured = await Measurement.OfAsync(contestant);
                await CheckAsync(contestant.Name);
                if (!results.TryGetValue(contestant, out var list))
                    results.Add(contestant, list = []);
                list.Add(measured);
            }
        }

        var own = Measurement.Median(results[janitor]);
        Print(janitor.Name, results[janitor], string.Empty);
        foreach (var peer in peers)
            Print(peer.Name, results[peer], string.Create(CultureInfo.InvariantCulture, $"ratio {Measurement.Median(results[peer]).Wall / own.Wall:0.00}"));

        if (Floor is not null)
            Print(Floor.Name, results[Floor], string.Create(CultureInfo.InvariantCulture, $"so at most {peers.Min(peer => Measurement.Median(results[peer]).Wall) / Measurement.Median(results[Floor]).Wall:0.00}x is possible"));

        var ratio = peers.Min(peer => Measurement.Median(results[peer]).Wall) / own.Wall;
        var met = ratio >= target && own.PeakBytes <= MostMemory;
        var memory = MostMemory == long.MaxValue ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", at most {MostMemory >> 20} MiB");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {(met ? "met   " : "MISSED")} {ratio:0.00}x against the best peer, {own.PeakBytes >> 20} MiB (asked: {target:0.0}x{memory})"));
        return met;
    }

    private static void Print(string who, List<Measurement> runs, string ratio)
    {
        var median = Measurement.Median(runs);
        var spread = $"{Seconds(runs.Min(run => run.Wall))} to {Seconds(runs.Max(run => run.Wall))}";
        Console.WriteLine($"  {who,-28} {Seconds(median.Wall),9}  ({spread}, peak {median.PeakBytes >> 20} MiB)  {ratio}");
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.000} s");
}
