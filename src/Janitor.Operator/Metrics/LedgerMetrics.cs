using System.Diagnostics.Metrics;
using Janitor.Api.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Operator.Ledger;

namespace Janitor.Operator.Metrics;

/// <summary>How the ledger is, and how far it was from the truth.</summary>
internal sealed class LedgerMetrics : IDisposable
{
    private readonly Meter _meter = new(RunMetrics.MeterName);
    private readonly Counter<long> _drift;

    /// <param name="link">The ledger.</param>
    public LedgerMetrics(LedgerLink link)
    {
        _meter.CreateObservableGauge("janitor_ledger_up", () => Measure(link), null, "Whether the ledger could be used when that was last tried.");
        _drift = _meter.CreateCounter<long>("janitor_quota_drift_total", null, "Objects of which the ledger was wrong when they were measured: missing, unknown to it, or changed.");
    }

    /// <summary>Counts what a measurement found.</summary>
    public void Count(StorageQuota quota, Drift drift)
    {
        Add("missing", drift.Missing);
        Add("unknown", drift.Unknown);
        Add("changed", drift.Changed);

        void Add(string difference, long count) => _drift.Add(count, new("namespace", quota.Namespace), new("name", quota.Metadata.Name), new("difference", difference));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Measure(LedgerLink link) => link.IsUp is { } up ? [new Measurement<long>(up ? 1 : 0)] : [];
}
