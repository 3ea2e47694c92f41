using Janitor.Engine.Quotas.Ledger;
using Npgsql;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>What one tenant has, and was promised.</summary>
internal static class TenantAccount
{
    private const string Account =
        """
        select coalesce(u.bytes, 0), coalesce(u.objects, 0), coalesce(r.bytes, 0)::bigint, r.objects
        from (select sum(size) as bytes, count(*) as objects from reservations where collection = $1 and tenant = $2 and expires_at > now()) as r
        left join usage u on u.collection = $1 and u.tenant = $2
        """;

    /// <summary>Reads it, and lets others who want to promise this tenant something wait until the transaction ends.</summary>
    public static Task<TenantUsage> LockAsync(NpgsqlConnection connection, int collection, string tenant, CancellationToken cancellationToken) => ReadAsync(
        connection,
        tenant,
        [
            Command("insert into usage (collection, tenant) values ($1, $2) on conflict do nothing", collection, tenant),
            Command("select from usage where collection = $1 and tenant = $2 for update", collection, tenant),
            // A statement of its own sees what was promised while it waited.
            Command(Account, collection, tenant),
        ],
        cancellationToken);

    /// <summary>Reads it: two rows by their keys, and the tenant's reservations.</summary>
    public static Task<TenantUsage> ReadAsync(NpgsqlConnection connection, int collection, string tenant, CancellationToken cancellationToken) =>
        ReadAsync(connection, tenant, [Command(Account, collection, tenant)], cancellationToken);

    /// <summary>Executes commands in one round trip, of which the last tells the account.</summary>
    private static async Task<TenantUsage> ReadAsync(NpgsqlConnection connection, string tenant, NpgsqlBatchCommand[] commands, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (reader.FieldCount == 0)
            await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new TenantUsage(tenant, reader.GetInt64(0), reader.GetInt64(1)) { ReservedBytes = reader.GetInt64(2), ReservedObjects = reader.GetInt64(3) };
    }

    private static NpgsqlBatchCommand Command(string sql, int collection, string tenant) =>
        new(sql) { Parameters = { new() { Value = collection }, new() { Value = tenant } } };
}
