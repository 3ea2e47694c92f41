using Janitor.Engine.Quotas.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>The ledger's table of who did what.</summary>
/// <param name="ledger">The ledger.</param>
public sealed class PostgresAuditLog(PostgresLedger ledger) : IAuditLog
{
    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Write(entries) } };
            return await batch.ExecuteNonQueryAsync(cancellationToken);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<string?> LastActionAsync(int collection, string tenant, Guid upload, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand("select action from audit where upload = $1 and collection = $2 and tenant = $3 order by id desc limit 1", connection)
            {
                Parameters = { new() { Value = upload }, new() { Value = collection }, new() { Value = tenant } },
            };
            return (string?)await command.ExecuteScalarAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>Takes down what was done.</summary>
    internal static NpgsqlBatchCommand Write(IReadOnlyCollection<AuditEntry> entries) => new(
        """
        insert into audit (actor, action, collection, tenant, key, upload, detail)
        select * from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::bytea[], $6::uuid[], $7::text[])
        """)
    {
        Parameters =
        {
            new() { Value = entries.Select(entry => entry.Actor).ToArray() },
            new() { Value = entries.Select(entry => entry.Action).ToArray() },
            new() { Value = entries.Select(entry => entry.Collection).ToArray() },
            new() { Value = entries.Select(entry => entry.Tenant).ToArray() },
            new() { Value = entries.Select(entry => entry.Key.ToArray()).ToArray() },
            new() { Value = entries.Select(entry => entry.Upload).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
            new() { Value = entries.Select(entry => entry.Detail).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        },
    };
}
