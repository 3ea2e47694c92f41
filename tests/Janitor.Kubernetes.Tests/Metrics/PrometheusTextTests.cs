using System.Diagnostics.Metrics;
using Janitor.Kubernetes.Metrics;

namespace Janitor.Kubernetes.Tests.Metrics;

public sealed class PrometheusTextTests : IDisposable
{
    private readonly Meter _meter = new($"test-{Guid.NewGuid()}");

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void Write_Counter_AddsUpEachSeries()
    {
        using var text = new PrometheusText(_meter.Name);
        var counter = _meter.CreateCounter<long>("janitor.items", null, "Items\nof a \\ kind.");

        counter.Add(2, new KeyValuePair<string, object?>("rule", "a \"b\"\\\n"));
        counter.Add(3, new KeyValuePair<string, object?>("rule", "a \"b\"\\\n"));
        counter.Add(1, new KeyValuePair<string, object?>("rule", "c"));

        Assert.Equal(
            """
            # HELP janitor_items_total Items\nof a \\ kind.
            # TYPE janitor_items_total counter
            janitor_items_total{rule="a \"b\"\\\n"} 5
            janitor_items_total{rule="c"} 1

            """,
            text.Write());
    }

    [Fact]
    public void Write_Histogram_CountsUpToEachBound()
    {
        using var text = new PrometheusText(_meter.Name);
        var histogram = _meter.CreateHistogram("seconds", "s", "Time.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 2] });

        histogram.Record(0.5);
        histogram.Record(1.25);
        histogram.Record(7);

        Assert.Equal(
            """
            # HELP seconds Time.
            # TYPE seconds histogram
            seconds_bucket{le="0.5"} 1
            seconds_bucket{le="2"} 2
            seconds_bucket{le="+Inf"} 3
            seconds_sum 8.75
            seconds_count 3

            """,
            text.Write());
    }

    [Fact]
    public void Write_ObservedGauge_ShowsWhatIsThereNow()
    {
        using var text = new PrometheusText(_meter.Name);
        var seen = new List<Measurement<long>> { new(5, new KeyValuePair<string, object?>("name", "a")) };
        _meter.CreateObservableGauge("used_bytes", () => seen, "By", "Bytes.");

        Assert.Contains("used_bytes{name=\"a\"} 5\n", text.Write(), StringComparison.Ordinal);
        seen.Clear();
        Assert.Equal(string.Empty, text.Write());
    }

    [Fact]
    public void Write_UpDownCounter_IsAGaugeThatAddsUp()
    {
        using var text = new PrometheusText(_meter.Name);
        var depth = _meter.CreateUpDownCounter<int>("workqueue_depth", null, "Depth.");

        depth.Add(3);
        depth.Add(-1);

        Assert.EndsWith("# TYPE workqueue_depth gauge\nworkqueue_depth 2\n", text.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OtherMeters_AreNotShown()
    {
        using var text = new PrometheusText("another");
        _meter.CreateCounter<long>("a").Add(1);

        Assert.Equal(string.Empty, text.Write());
    }
}
