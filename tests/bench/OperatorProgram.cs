using System.Diagnostics;
using System.Globalization;
using Janitor.TestBench;

namespace Janitor.Bench;

/// <summary>The operator as a process of its own, started as the chart starts it.</summary>
internal sealed class OperatorProgram : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    /// <summary>As charts/janitor/templates/deployment.yaml and config/manager have them.</summary>
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_GCgen0size"] = "0x200000",
        ["DOTNET_TieredCompilation"] = "0",
    };

    private readonly int _healthPort = Ports.Free();
    private readonly int _metricsPort = Ports.Free();
    private readonly HttpClient _http = new();
    private readonly long _started;
    private readonly Process _process;
    private readonly Task<string> _log;

    public OperatorProgram(string janitor, string kubeconfig)
    {
        string[] arguments =
        [
            "operator", "--kubeconfig", kubeconfig, "--leader-election=janitor-leader", "--kubelet-stats", "--worker-resources={}",
            string.Create(CultureInfo.InvariantCulture, $"--health-port={_healthPort}"),
            string.Create(CultureInfo.InvariantCulture, $"--metrics-port={_metricsPort}"),
        ];
        var start = new ProcessStartInfo(janitor, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in Settings)
            start.Environment[name] = value;
        _started = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        _log = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>How long it runs.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_started);

    /// <summary>The time that it had a core.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>How many bytes it has resident, and had at most.</summary>
    public (long Now, long Peak, long Own) Memory => ResidentMemory.Of(_process.Id);

    /// <summary>Waits until its caches are full.</summary>
    public async Task WhenFullAsync()
    {
        while (!await IsReadyAsync(AddressOf(_healthPort, "readyz")))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"the operator ended: {await _log}");
            if (Age > LongestStart)
                throw new InvalidOperationException($"the operator is not ready after {Age.TotalSeconds:0} s");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    /// <summary>Reads its metrics so often, as Prometheus would in the course of time.</summary>
    public async Task ReadMetricsAsync(int times)
    {
        for (var i = 0; i < times; i++)
            await _http.GetStringAsync(AddressOf(_metricsPort, "metrics"));
    }

    /// <summary>Ends it as Kubernetes does, so that it gives its lease back.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }

    private async Task<bool> IsReadyAsync(Uri address)
    {
        try
        {
            using var answer = await _http.GetAsync(address);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private static Uri AddressOf(int port, string page) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/{page}"));
}
