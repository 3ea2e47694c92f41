using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Janitor.Kubernetes.Metrics;

/// <summary>
/// Collects the process's instruments and writes them in Prometheus' text format:
/// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format. Dots in names become underscores, counters end with <c>_total</c>.
/// </summary>
public sealed class PrometheusText : IDisposable
{
    /// <summary>What is sent with it.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();

    /// <summary>Begins to collect.</summary>
    /// <param name="meters">The names of the meters that are shown.</param>
    public PrometheusText(params string[] meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!meters.Contains(instrument.Meter.Name))
                return;
            _families[instrument] = new MetricFamily(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All of them as they are now.</summary>
    public string Write()
    {
        foreach (var family in _families.Values)
            family.ForgetObserved();
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            family.Write(text);
        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    /// <summary>A number as Prometheus reads it.</summary>
    internal static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_families.TryGetValue(instrument, out var family))
            family.Record(value, tags);
    }
}
