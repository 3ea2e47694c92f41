using System.Diagnostics;
using System.Diagnostics.Metrics;
using Janitor.Kubernetes.Controllers;

namespace Janitor.Kubernetes.Metrics;

/// <summary>
/// The process itself, by the names that Prometheus' own clients use: https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics.
/// </summary>
public sealed class ProcessMetrics : IDisposable
{
    private readonly Meter _meter = new(RuntimeMetrics.MeterName);

    /// <summary>Makes the instruments.</summary>
    public ProcessMetrics()
    {
        _meter.CreateObservableCounter("process_cpu_seconds_total", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Total user and system CPU time spent in seconds.");
        _meter.CreateObservableGauge("process_resident_memory_bytes", () => Environment.WorkingSet, "By", "Resident memory size in bytes.");
        _meter.CreateObservableGauge("process_start_time_seconds", StartTime, "s", "Start time of the process since unix epoch in seconds.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static double StartTime()
    {
        using var process = Process.GetCurrentProcess();
        return (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
    }
}
