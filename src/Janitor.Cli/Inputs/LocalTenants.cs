using Janitor.Api.Quotas;
using Janitor.Engine.Quotas;
using Janitor.Engine.Retention.Catalog;
using Janitor.Storage.Postgres;

namespace Janitor.Cli.Inputs;

/// <summary>Whose a quota's items are.</summary>
internal static class LocalTenants
{
    /// <summary>Finds out, by their paths, or by the application's database.</summary>
    /// <exception cref="CatalogException">The Secret is missing, or the database cannot be asked.</exception>
    public static async Task<ITenants> OpenAsync(StorageQuota quota, SecretSource secrets, TimeProvider time, CancellationToken cancellationToken)
    {
        if (quota.Spec.Tenants.Postgres is not { } postgres)
            return new TenantPath(quota.Spec.Tenants.FromPath);
        const string Field = "spec.tenants.postgres.connectionSecretRef";
        var reference = postgres.ConnectionSecretRef!;
        if (!secrets.TryGet(quota.Namespace, reference.Name, reference.Key, out var connection, out var complaint))
            throw new CatalogException(Field, $"{quota}: {Field}: {complaint}");
        return await new PostgresTenantQuery(postgres, connection, time).ReadAsync(cancellationToken);
    }
}
