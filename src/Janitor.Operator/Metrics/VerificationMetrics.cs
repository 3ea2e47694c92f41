using System.Diagnostics.Metrics;
using Janitor.Api.Quotas;
using Janitor.Engine.Verification;

namespace Janitor.Operator.Metrics;

/// <summary>What verifications found, by outcome.</summary>
internal sealed class VerificationMetrics : IDisposable
{
    private readonly Meter _meter = new(RunMetrics.MeterName);
    private readonly Counter<long> _objects;
    private readonly Counter<long> _bytes;

    public VerificationMetrics()
    {
        _objects = _meter.CreateCounter<long>("janitor_quota_verified_objects_total", null, "Objects that verifications looked at, by what was found.");
        _bytes = _meter.CreateCounter<long>("janitor_quota_verified_bytes_total", "By", "Bytes that verifications read.");
    }

    /// <summary>Counts what one found.</summary>
    public void Count(StorageQuota quota, VerificationReport report)
    {
        KeyValuePair<string, object?>[] labels = [new("namespace", quota.Namespace), new("name", quota.Metadata.Name)];
        Add("intact", report.Intact);
        Add("corrupt", report.Corrupt);
        Add("truncated", report.Truncated);
        Add("missing", report.Missing);
        Add("unknown", report.Unknown);
        Add("unreadable", report.Unreadable);
        Add("unhashed", report.Unhashed);
        Add("changed", report.Changed);
        _bytes.Add(report.BytesRead, labels);

        void Add(string outcome, long count) => _objects.Add(count, [.. labels, new("outcome", outcome)]);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
