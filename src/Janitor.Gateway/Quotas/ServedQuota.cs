using System.Text;
using Janitor.Api.Quotas;
using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Storage.Buckets.S3;
using Janitor.Storage.Postgres;

namespace Janitor.Gateway.Quotas;

/// <summary>A quota that was opened: its bucket, its books, and what it says, ready to be asked.</summary>
internal sealed class ServedQuota : IDisposable
{
    private readonly TenantPath _tenants;
    private readonly TenantLimit _limit;
    private readonly Dictionary<string, TenantLimit> _overrides;

    public ServedQuota(StorageQuota quota, int collection, GatewayBucket bucket, long openedAt)
    {
        (Quota, Collection, Bucket, OpenedAt) = (quota, collection, bucket, openedAt);
        _tenants = new TenantPath(quota.Spec.Tenants.FromPath);
        _limit = Limit(quota.Spec.Limit);
        _overrides = quota.Spec.Overrides.ToDictionary(one => one.Tenant, one => Limit(one.Limit), StringComparer.Ordinal);
    }

    /// <summary>What the user wrote.</summary>
    public StorageQuota Quota { get; }

    /// <summary>Its number in the ledger.</summary>
    public int Collection { get; }

    /// <summary>Its bucket.</summary>
    public GatewayBucket Bucket { get; }

    /// <summary>The jobs of its application; null where it tells of none.</summary>
    public PostgresJobStates? Jobs { get; init; }

    /// <summary>When it was opened, by the clock's timestamps.</summary>
    public long OpenedAt { get; }

    /// <summary>Its store's name in the ledger.</summary>
    public string Store => StoreName.Of(Quota.Namespace, Quota.Spec.Target!).ToString();

    /// <summary>How many folders lead to what is a tenant's, the tenant's own among them; by the first of several patterns.</summary>
    public int TenantDepth => Quota.Spec.Tenants.FromPath.Count == 0 ? 1 : 1 + Quota.Spec.Tenants.FromPath[0].Split("{tenant}")[0].Count(sign => sign == '/');

    /// <summary>What a tenant may have.</summary>
    public TenantLimit LimitOf(string tenant) => _overrides.TryGetValue(tenant, out var own) ? own : _limit;

    /// <summary>Whether a key is a tenant's.</summary>
    public bool Owns(string tenant, ReadOnlySpan<byte> key) => _tenants.Find(key) is { IsEmpty: false } owner && owner.SequenceEqual(Encoding.UTF8.GetBytes(tenant));

    /// <inheritdoc/>
    public void Dispose() => Bucket.Dispose();

    private static TenantLimit Limit(QuotaLimit? limit) => new(limit?.Size?.Value, limit?.Objects?.Value);
}
