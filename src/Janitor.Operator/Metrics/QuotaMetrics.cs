using System.Diagnostics.Metrics;
using Janitor.Api.Quotas;
using Janitor.Kubernetes.Caching;

namespace Janitor.Operator.Metrics;

/// <summary>How the tenants of quotas stand, as gauges. Of each quota's tenants only those are told that its status names, so that labels stay few.</summary>
internal sealed class QuotaMetrics : IDisposable
{
    private readonly Meter _meter = new(RunMetrics.MeterName);
    private readonly ObjectCache<StorageQuota> _quotas;

    /// <param name="quotas">The quotas.</param>
    public QuotaMetrics(ObjectCache<StorageQuota> quotas)
    {
        _quotas = quotas;
        _meter.CreateObservableGauge("janitor_tenant_used_bytes", () => Measure((_, tenant) => tenant.Bytes), "By", "Bytes that a tenant has.");
        _meter.CreateObservableGauge(
            "janitor_tenant_full_timestamp_seconds", () => Measure((_, tenant) => tenant.FullAt?.ToUnixTimeSeconds()), "s", "When a tenant's limit is reached, as far as it is foreseen.");
        _meter.CreateObservableGauge("janitor_tenant_limit_bytes", () => Measure((quota, tenant) => quota.Spec.LimitOf(tenant.Tenant)?.Size?.Value), "By", "Bytes that a tenant may have.");
        _meter.CreateObservableGauge("janitor_quota_tenants_over_limit", () => Measure(status => status.OverLimit), null, "Tenants above their limits.");
        _meter.CreateObservableGauge("janitor_quota_tenants_denied", () => Measure(status => status.Denied?.Tenants), null, "Tenants whose writes the bucket refuses.");
        _meter.CreateObservableGauge("janitor_quota_used_bytes", () => Measure(status => status.Total?.Bytes), "By", "Bytes in a quota's target.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Measure(Func<StorageQuotaStatus, long?> value) =>
        from quota in _quotas.All()
        where quota.Status?.MeasuredAt is not null
        let number = value(quota.Status!)
        where number is not null
        select new Measurement<long>(number.Value, Labels(quota));

    private IEnumerable<Measurement<long>> Measure(Func<StorageQuota, TenantStanding, long?> value) =>
        from quota in _quotas.All()
        from tenant in quota.Status?.TopTenants ?? []
        let number = value(quota, tenant)
        where number is not null
        select new Measurement<long>(number.Value, [.. Labels(quota), new("tenant", tenant.Tenant)]);

    private static KeyValuePair<string, object?>[] Labels(StorageQuota quota) => [new("namespace", quota.Namespace), new("name", quota.Metadata.Name)];
}
