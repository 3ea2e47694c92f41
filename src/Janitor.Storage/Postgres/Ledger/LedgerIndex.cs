using Janitor.Engine.Quotas.Ledger;
using Npgsql;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>The ledger's table of collections.</summary>
/// <param name="ledger">The ledger.</param>
public sealed class LedgerIndex(PostgresLedger ledger) : ILedgerIndex
{
    /// <inheritdoc/>
    public Task<int?> FindAsync(string name, string store, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand("select id from collections where name = $1 and store = $2", connection)
            {
                Parameters = { new() { Value = name }, new() { Value = store } },
            };
            return (int?)await command.ExecuteScalarAsync(cancellationToken);
        },
        cancellationToken);
}
