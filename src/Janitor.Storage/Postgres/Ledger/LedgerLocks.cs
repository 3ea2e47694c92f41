using Npgsql;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>Advisory locks, held until the transaction ends, by kind and collection.</summary>
internal static class LedgerLocks
{
    private const int Reconciliation = 0x6a72;
    private const int Writing = 0x6a77;

    /// <summary>Lets one reconciliation of a collection go on at a time.</summary>
    public static Task ReconcileAsync(NpgsqlConnection connection, int collection, CancellationToken cancellationToken) =>
        LockAsync(connection, $"select pg_advisory_xact_lock({Reconciliation}, $1)", collection, cancellationToken);

    /// <summary>
    /// Lets one writer of many objects work on a collection at a time: each changes the accounts of many tenants in several statements, and two of them would
    /// wait for each other in a ring. Writers of one object do not take it.
    /// </summary>
    public static Task WriteAsync(NpgsqlConnection connection, int collection, CancellationToken cancellationToken) =>
        LockAsync(connection, $"select pg_advisory_xact_lock({Writing}, $1)", collection, cancellationToken);

    /// <summary>The same for all collections of a store.</summary>
    public static Task WriteAsync(NpgsqlConnection connection, string store, CancellationToken cancellationToken) =>
        LockAsync(connection, $"select pg_advisory_xact_lock({Writing}, id) from (select id from collections where store = $1 order by id) as those", store, cancellationToken);

    private static async Task LockAsync(NpgsqlConnection connection, string sql, object value, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0, Parameters = { new() { Value = value } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
