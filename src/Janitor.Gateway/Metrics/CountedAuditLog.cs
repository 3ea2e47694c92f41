using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Gateway.Metrics;

/// <summary>An audit log whose entries are counted.</summary>
/// <param name="log">The log.</param>
/// <param name="metrics">Counts.</param>
internal sealed class CountedAuditLog(IAuditLog log, GatewayMetrics metrics) : IAuditLog
{
    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
            metrics.CountAction(entry.Action);
        return log.WriteAsync(entries, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string?> LastActionAsync(int collection, string tenant, Guid upload, CancellationToken cancellationToken) =>
        log.LastActionAsync(collection, tenant, upload, cancellationToken);
}
