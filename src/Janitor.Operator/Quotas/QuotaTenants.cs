using Janitor.Api.Quotas;
using Janitor.Engine.Quotas;
using Janitor.Engine.Retention.Catalog;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Status;
using Janitor.Storage.Postgres;

namespace Janitor.Operator.Quotas;

/// <summary>Prepares to tell whose a quota's items are, with the Secret of its namespace.</summary>
/// <param name="secrets">Reads it.</param>
/// <param name="time">The clock.</param>
internal sealed class QuotaTenants(SecretReader secrets, TimeProvider time)
{
    /// <summary>Prepares it; the database is asked when the measurement begins.</summary>
    /// <exception cref="BlockedException">The Secret is missing, or what it holds cannot be used.</exception>
    public async Task<ReadTenants> OpenAsync(StorageQuota quota, CancellationToken cancellationToken)
    {
        if (quota.Spec.Tenants.Postgres is not { } postgres)
            return _ => Task.FromResult<ITenants>(new TenantPath(quota.Spec.Tenants.FromPath));
        var reference = postgres.ConnectionSecretRef!;
        var connection = (await secrets.ReadAsync(quota.Namespace, reference.Name, cancellationToken)).Get(reference.Key);
        try
        {
            var query = new PostgresTenantQuery(postgres, connection, time);
            return async token => await query.ReadAsync(token);
        }
        catch (CatalogException problem)
        {
            throw new BlockedException(Reasons.InvalidSecret, $"spec.tenants.postgres.connectionSecretRef: {problem.Message}");
        }
    }
}
