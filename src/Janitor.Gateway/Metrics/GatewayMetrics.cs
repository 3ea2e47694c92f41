using System.Diagnostics.Metrics;

namespace Janitor.Gateway.Metrics;

/// <summary>What is asked of the gateway, and what it does. Labels are few: routes by their name, status classes, and <see cref="Engine.Quotas.Ledger.AuditActions"/>.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Janitor.Gateway";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _actions;

    public GatewayMetrics()
    {
        _requests = _meter.CreateCounter<long>("janitor_gateway_requests_total", null, "Requests that were answered, by route and status class.");
        _durations = _meter.CreateHistogram(
            "janitor_gateway_request_duration_seconds",
            "s",
            "How long requests took until the last byte of their answer.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300] });
        _actions = _meter.CreateCounter<long>("janitor_gateway_actions_total", null, "What was done: rooms promised and what became of them, and objects deleted.");
    }

    /// <summary>Counts a request.</summary>
    /// <param name="route">The name of its route; <c>none</c> where there is none.</param>
    /// <param name="status">The HTTP status of its answer.</param>
    /// <param name="took">How long it took.</param>
    public void CountRequest(string route, int status, TimeSpan took)
    {
        _requests.Add(1, new("route", route), new("status", $"{status / 100}xx"));
        _durations.Record(took.TotalSeconds, new KeyValuePair<string, object?>("route", route));
    }

    /// <summary>Counts something that was done.</summary>
    /// <param name="action">One of <see cref="Engine.Quotas.Ledger.AuditActions"/>.</param>
    public void CountAction(string action) => _actions.Add(1, new KeyValuePair<string, object?>("action", action));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
