using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Janitor.Kubernetes.Metrics;

/// <summary>One instrument with all its series. Thread-safe.</summary>
internal sealed class MetricFamily
{
    /// <summary>Where an instrument does not say: those of controller-runtime's, in seconds.</summary>
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly Instrument _instrument;
    private readonly string _type;
    private readonly bool _isObserved;
    private readonly double[] _bounds;

    public MetricFamily(Instrument instrument)
    {
        _instrument = instrument;
        var kind = instrument.GetType().GetGenericTypeDefinition();
        _isObserved = instrument.IsObservable;
        _type = kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? "counter" : kind == typeof(Histogram<>) ? "histogram" : "gauge";
        _bounds = _type != "histogram" ? [] : BoundsOf(instrument) ?? DefaultBounds;
        var name = instrument.Name.Replace('.', '_');
        Name = _type == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    public string Name { get; }

    /// <summary>What is observed is what is there now: a series that is not observed again is gone.</summary>
    public void ForgetObserved()
    {
        if (!_isObserved)
            return;
        lock (_lock)
            _series.Clear();
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = LabelsOf(tags);
        lock (_lock)
        {
            if (!_series.TryGetValue(labels, out var series))
                _series.Add(labels, series = new Series(new long[_bounds.Length]));
            if (_type == "gauge" && _instrument.GetType().GetGenericTypeDefinition() != typeof(UpDownCounter<>))
                series.Sum = value;
            else
                series.Sum += value;
            series.Count++;
            for (var i = 0; i < _bounds.Length; i++)
            {
                if (value <= _bounds[i])
                    series.Buckets[i]++;
            }
        }
    }

    public void Write(StringBuilder text)
    {
        lock (_lock)
        {
            if (_series.Count == 0)
                return;
            text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {_instrument.Description?.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {Name} {_type}\n");
            foreach (var (labels, series) in _series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                Write(text, labels, series);
        }
    }

    private void Write(StringBuilder text, string labels, Series series)
    {
        if (_type != "histogram")
        {
            text.Append(CultureInfo.InvariantCulture, $"{Name}{(labels.Length == 0 ? "" : $"{{{labels}}}")} {PrometheusText.Number(series.Sum)}\n");
            return;
        }

        var start = labels.Length == 0 ? string.Empty : $"{labels},";
        for (var i = 0; i < _bounds.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{start}le=\"{PrometheusText.Number(_bounds[i])}\"}} {series.Buckets[i]}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{start}le=\"+Inf\"}} {series.Count}\n");
        var plain = labels.Length == 0 ? string.Empty : $"{{{labels}}}";
        text.Append(CultureInfo.InvariantCulture, $"{Name}_sum{plain} {PrometheusText.Number(series.Sum)}\n{Name}_count{plain} {series.Count}\n");
    }

    private static double[]? BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries?.ToArray(),
        Histogram<long> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
        _ => null,
    };

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            var written = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
            written = written.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : ",")}{name.Replace('.', '_')}=\"{written}\"");
        }

        return text.ToString();
    }

    private sealed class Series(long[] buckets)
    {
        public double Sum { get; set; }

        public long Count { get; set; }

        public long[] Buckets => buckets;
    }
}
