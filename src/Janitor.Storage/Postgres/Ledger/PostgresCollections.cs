using Janitor.Engine.Quotas.Ledger;
using Npgsql;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>The collections in the ledger's database.</summary>
/// <param name="ledger">The ledger.</param>
public sealed class PostgresCollections(PostgresLedger ledger) : ICollections
{
    /// <inheritdoc/>
    public Task<bool> ForgetAsync(string name, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // The objects first: their triggers count what goes, and need the collection for it.
            await ExecuteAsync(connection, "delete from objects where collection in (select id from collections where name = $1)", name, cancellationToken);
            var known = await ExecuteAsync(connection, "delete from collections where name = $1", name, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return known > 0;
        },
        cancellationToken);

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, string name, CancellationToken cancellationToken)
    {
        // What many measurements brought takes its time.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0, Parameters = { new() { Value = name } } };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
