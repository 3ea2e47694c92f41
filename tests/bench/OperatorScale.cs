using System.Diagnostics;
using System.Globalization;

namespace Janitor.Bench;

/// <summary>
/// The operator with few policies and with many, against a real API server. No peer does the same, so what is asked is absolute. Memory is what the process
/// has resident (VmRSS) when nothing has happened for a while; the most that it had is told too.
/// </summary>
/// <param name="janitor">The executable.</param>
/// <param name="cluster">The API server.</param>
/// <param name="rounds">How often it is started.</param>
internal sealed class OperatorScale(string janitor, PolicyCluster cluster, int rounds)
{
    private const int Few = 10;
    private const int Many = 2000;
    private const int Later = 200;
    private const int ReadsADay = 24 * 60;
    private const double Megabyte = 1e6;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>What the operator's role lets it touch. All else is the API server's own doing: it lists services every few minutes, for one.</summary>
    private static readonly string[] Resources = ["retentionpolicies", "jobs", "pods", "persistentvolumeclaims", "secrets", "nodes", "events", "leases"];

    public static async Task<bool> RunAsync(string janitor, int rounds, double scale)
    {
        await using var cluster = await PolicyCluster.StartAsync();
        var bench = new OperatorScale(janitor, cluster, rounds);
        var met = await bench.FewAsync();
        return await bench.ManyAsync((int)(Many * scale), TimeSpan.FromSeconds(60) * scale) && met;
    }

    private async Task<bool> FewAsync()
    {
        Console.WriteLine($"\noperator with {Few} policies");
        var (starts, memory) = (new Figure("start to caches full", "s", 2), new Figure("memory at rest", "MB", 100));
        await cluster.FillAsync(Few);
        for (var round = 0; round < rounds; round++)
        {
            await using var program = new OperatorProgram(janitor, cluster.Kubeconfig);
            await StartAsync(program, starts);
            await RestAsync(program, memory);
            if (round == rounds - 1)
                await WearAsync(program, memory);
        }

        return starts.Print() & memory.Print();
    }

    private async Task<bool> ManyAsync(int policies, TimeSpan idleness)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\noperator with {policies:N0} policies in {PolicyCluster.Namespaces} namespaces"));
        var (starts, ready) = (new Figure("start to caches full", "s", 2), new Figure("start to all Ready, none was", "s", 60));
        var memory = new Figure("memory at rest", "MB", 250);
        for (var round = 0; round < rounds; round++)
        {
            await cluster.FillAsync(policies);
            var version = await cluster.VersionAsync();
            await using var program = new OperatorProgram(janitor, cluster.Kubeconfig);
            var readiness = WhenReadyAsync(program, policies, version, ready);
            await StartAsync(program, starts);
            await readiness;
            await RestAsync(program, memory);
        }

        // Now the policies have statuses, which makes the lists longer.
        for (var round = 1; round < rounds; round++)
        {
            await using var program = new OperatorProgram(janitor, cluster.Kubeconfig);
            await StartAsync(program, starts);
        }

        await using var last = new OperatorProgram(janitor, cluster.Kubeconfig);
        await StartAsync(last, starts);
        await RestAsync(last, memory);
        await WearAsync(last, memory);
        var met = starts.Print() & ready.Print() & memory.Print();
        met &= await IdleAsync(last, idleness);
        return await ApplyAsync(policies) && met;
    }

    private static async Task StartAsync(OperatorProgram program, Figure starts)
    {
        await program.WhenFullAsync();
        starts.Add(program.Age.TotalSeconds);
    }

    private async Task WhenReadyAsync(OperatorProgram program, int policies, string version, Figure ready)
    {
        var left = Enumerable.Range(0, policies).Select(PolicyCluster.NameOf).ToHashSet(StringComparer.Ordinal);
        await foreach (var name in cluster.WatchReadyAsync(version))
        {
            if (left.Remove(name) && left.Count == 0)
            {
                ready.Add(program.Age.TotalSeconds);
                return;
            }
        }

        throw new InvalidOperationException($"{left.Count} of {policies} policies did not become Ready: the run is void");
    }

    private static async Task RestAsync(OperatorProgram program, Figure memory)
    {
        await Task.Delay(Settling, TimeProvider.System);
        memory.Add(program.Memory.Now / Megabyte);
    }

    /// <summary>Reads metrics as Prometheus does in the course of a day: what is allocated for them stays until there is enough of it to be collected.</summary>
    private static async Task WearAsync(OperatorProgram program, Figure memory)
    {
        await program.ReadMetricsAsync(ReadsADay);
        var (now, most, _) = program.Memory;
        memory.Note = string.Create(CultureInfo.InvariantCulture, $"after {ReadsADay:N0} reads of /metrics {now / Megabyte:0} MB, at most {most / Megabyte:0} MB");
    }

    /// <summary>Lets time pass. The leader renews its lease and watches; it may neither list nor write anything else.</summary>
    private async Task<bool> IdleAsync(OperatorProgram program, TimeSpan duration)
    {
        var (before, used, started) = (await cluster.CountRequestsAsync(), program.ProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(duration, TimeProvider.System);
        var share = (program.ProcessorTime - used) / Stopwatch.GetElapsedTime(started);
        var requests = (await cluster.CountRequestsAsync()).Since(before).Where(request => Resources.Contains(request.Resource)).ToList();
        var unasked = requests.Where(request => request is not ({ Verb: "WATCH" } or { Resource: "leases" })).Sum(request => request.Count);

        var processor = new Figure($"idle for {duration.TotalSeconds:0} s, of a core", "%", 2);
        processor.Add(share * 100);
        var quiet = new Figure("requests but watches and renewals", string.Empty, 1) { Note = string.Join(", ", requests) };
        quiet.Add(unasked);
        return processor.Print() & quiet.Print();
    }

    /// <summary>Makes more policies, one after the other, and measures each from sending it to seeing it Ready.</summary>
    private async Task<bool> ApplyAsync(int policies)
    {
        await cluster.MakeDependenciesAsync(policies + Later);
        await using var ready = cluster.WatchReadyAsync(await cluster.VersionAsync()).GetAsyncEnumerator();
        var times = new List<double>();
        for (var i = policies; i < policies + Later; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            await cluster.MakePolicyAsync(i);
            do
            {
                if (!await ready.MoveNextAsync())
                    throw new InvalidOperationException($"{PolicyCluster.NameOf(i)} did not become Ready: the run is void");
            }
            while (ready.Current != PolicyCluster.NameOf(i));
            times.Add(Stopwatch.GetElapsedTime(sent).TotalSeconds);
        }

        times.Sort();
        var latency = new Figure($"apply to Ready, p99 of {Later}", "s", 1)
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"median {times[times.Count / 2]:0.000} s, worst {times[^1]:0.000} s"),
        };
        latency.Add(times[(int)Math.Ceiling(times.Count * 0.99) - 1]);
        return latency.Print();
    }
}
