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

    /// <summary>The database that tells whose which folder is; null where paths tell it.</summary>
    public PostgresTenantQuery? Folders { get; init; }

    /// <summary>When it was opened, by the clock's timestamps.</summary>
    public long OpenedAt { get; }

    /// <summary>Its store's name in the ledger.</summary>
    public string Store => StoreName.Of(Quota.Namespace, Quota.Spec.Target!).ToString();

    /// <summary>How many folders lead to what is a tenant's, the tenant's own among them; by the first of several patterns. 0 where a database tells it.</summary>
    public int TenantDepth => (Folders, Quota.Spec.Tenants.FromPath) switch
    {
        (not null, _) => 0,
        (null, []) => 1,
        (null, [var first, ..]) => 1 + first.Split("{tenant}")[0].Count(sign => sign == '/'),
    };

    /// <summary>What a tenant may have.</summary>
    public TenantLimit LimitOf(string tenant) => _overrides.TryGetValue(tenant, out var own) ? own : _limit;

    /// <summary>Tells whose some keys are. A database is asked at each call: applications make folders as they go.</summary>
    /// <exception cref="Engine.Retention.Catalog.CatalogException">The database cannot be asked.</exception>
    public async ValueTask<ITenants> TenantsOfAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        Folders is null || keys.Count == 0 ? _tenants : await Folders.FindAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => Bucket.Dispose();

    private static TenantLimit Limit(QuotaLimit? limit) => new(limit?.Size?.Value, limit?.Objects?.Value);
}
