using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Janitor.Operator.Retention.Workers;
using static Janitor.Operator.Tests.Workers.StandInKubelet;

namespace Janitor.Operator.Tests.Workers;

/// <summary>
/// Does what the Jobs of a bench's namespace ask for, as Job controller, scheduler and kubelet would: in the place of a container the worker itself runs here, with the variables that the
/// pod would have, Secrets included, and claims as directories below the bench's volume.
/// </summary>
internal sealed class StandInNode : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly OperatorBench _bench;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _working;

    public StandInNode(OperatorBench bench)
    {
        _bench = bench;
        _working = WorkAsync();
    }

    /// <summary>The Jobs that were done, in order.</summary>
    public ConcurrentQueue<JsonNode> Jobs { get; } = new();

    /// <summary>Jobs that it does not do for now, by what their names have in them.</summary>
    public Func<JsonNode, bool> Holds { get; set; } = _ => false;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    /// <summary>Runs the worker of a Job, and returns its last words.</summary>
    public static async Task<(string Words, string Log)> RunAsync(OperatorBench bench, JsonNode job, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>();
        foreach (var variable in job["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray())
        {
            var value = (string?)variable!["value"] ?? (variable["valueFrom"]?["secretKeyRef"] is { } reference ? await FindAsync(bench, reference) : null);
            if (value is not null)
                variables[(string)variable["name"]!] = value;
        }

        var last = Path.GetTempFileName();
        try
        {
            await using var log = new StringWriter();
            await new WorkerProcess(variables.GetValueOrDefault, log, TimeProvider.System).RunAsync(bench.Volume, last, cancellationToken);
            return (await File.ReadAllTextAsync(last, CancellationToken.None), log.ToString());
        }
        finally
        {
            File.Delete(last);
        }
    }

    private static async Task<string?> FindAsync(OperatorBench bench, JsonNode reference)
    {
        var secrets = (await bench.GetAsync("secrets", string.Empty))["items"]!.AsArray();
        var data = secrets.FirstOrDefault(secret => (string?)secret!["metadata"]!["name"] == (string?)reference["name"])?["data"];
        return (string?)data?[(string)reference["key"]!] is { } text ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(text)) : null;
    }

    private async Task WorkAsync()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(_ended.Token))
        {
            var jobs = (await _bench.GetAsync("jobs", string.Empty))["items"]!.AsArray();
            foreach (var job in jobs.Where(job => !done.Contains(Name(job!)) && !Holds(job!)))
            {
                done.Add(Name(job!));
                var (words, _) = await RunAsync(_bench, job!, _ended.Token);
                await EndPodAsync(_bench, job!, $"{Name(job!)}-pod", words);
                Jobs.Enqueue(job!);
            }
        }
    }
}
