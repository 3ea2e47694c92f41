using System.Diagnostics.Metrics;

namespace Janitor.Operator.Metrics;

/// <summary>What became of notifications.</summary>
internal sealed class NotificationMetrics : IDisposable
{
    private readonly Meter _meter = new(RunMetrics.MeterName);
    private readonly Counter<long> _notifications;

    public NotificationMetrics() => _notifications = _meter.CreateCounter<long>(
        "janitor_notifications_total", null, "Notifications by what became of them: sent, failed after all tries, or dropped because too many waited.");

    /// <summary>Counts one.</summary>
    /// <param name="outcome"><c>sent</c>, <c>failed</c> or <c>dropped</c>.</param>
    public void Count(string outcome) => _notifications.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
