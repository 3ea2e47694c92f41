using Janitor.Engine.Quotas.Ledger;
using Npgsql;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>What one tenant has, and was promised.</summary>
internal static class TenantAccount
{
    /// <summary>Two rows by their keys, and the tenant's reservations: collection <c>$1</c>, tenant <c>$2</c>.</summary>
    public const string Query =
        """
        select coalesce(u.bytes, 0) as bytes, coalesce(u.objects, 0) as objects, coalesce(r.bytes, 0)::bigint as reserved_bytes, r.objects as reserved_objects
        from (select sum(size) as bytes, count(*) as objects from reservations where collection = $1 and tenant = $2 and expires_at > now()) as r
        left join usage u on u.collection = $1 and u.tenant = $2
        """;

    /// <summary>Reads it.</summary>
    public static async Task<TenantUsage> ReadAsync(NpgsqlConnection connection, int collection, string tenant, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Query, connection) { Parameters = { new() { Value = collection }, new() { Value = tenant } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return Of(reader, tenant);
    }

    /// <summary>From the first columns of a row, as <see cref="Query"/> has them.</summary>
    public static TenantUsage Of(NpgsqlDataReader row, string tenant) =>
        new(tenant, row.GetInt64(0), row.GetInt64(1)) { ReservedBytes = row.GetInt64(2), ReservedObjects = row.GetInt64(3) };
}
