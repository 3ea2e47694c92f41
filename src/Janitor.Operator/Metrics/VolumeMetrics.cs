using System.Diagnostics.Metrics;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Caching;
using Janitor.Operator.Retention.Pressure;

namespace Janitor.Operator.Metrics;

/// <summary>How full the volumes of policies are, as gauges.</summary>
internal sealed class VolumeMetrics : IDisposable
{
    private readonly Meter _meter = new(RunMetrics.MeterName);
    private readonly ObjectCache<RetentionPolicy> _policies;
    private readonly VolumeUsages _usages;

    /// <param name="policies">The policies.</param>
    /// <param name="usages">What is known of their volumes.</param>
    public VolumeMetrics(ObjectCache<RetentionPolicy> policies, VolumeUsages usages)
    {
        (_policies, _usages) = (policies, usages);
        _meter.CreateObservableGauge("janitor_target_used_bytes", () => Measure(usage => usage.UsedBytes), "By", "Bytes in use on the volume of a policy's target, by anyone.");
        _meter.CreateObservableGauge("janitor_target_capacity_bytes", () => Measure(usage => usage.CapacityBytes), "By", "The size of the volume of a policy's target.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Measure(Func<VolumeUsage, long> value) =>
        from policy in _policies.All()
        let usage = _usages.Find(policy)
        where usage is not null
        select new Measurement<long>(
            value(usage),
            new KeyValuePair<string, object?>("kind", RetentionPolicy.KindName),
            new KeyValuePair<string, object?>("namespace", policy.Namespace),
            new KeyValuePair<string, object?>("name", policy.Metadata.Name));
}
