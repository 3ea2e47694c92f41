using Janitor.Engine.Quotas.Ledger;
using Npgsql;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>
/// Makes one collection what a listing says. What was booked, or taken out, since the listing began is not judged by it: it may have come by before. Two
/// reconciliations of a collection go one after the other.
/// </summary>
internal sealed class LedgerReconciliation(NpgsqlConnection connection, int collection)
{
    private const string Compared = "compared";
    private const int Attempts = 5;

    /// <summary>Copies the listing, compares and repairs, in one transaction.</summary>
    public async Task<Drift> RunAsync(IAsyncEnumerable<BookedObject> listing, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LedgerLocks.ReconcileAsync(connection, collection, cancellationToken);
        await using var clock = new NpgsqlCommand("select clock_timestamp()", connection);
        var began = (DateTime)(await clock.ExecuteScalarAsync(cancellationToken))!;
        await IncomingObjects.CopyAsync(connection, listing, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            await transaction.SaveAsync(Compared, cancellationToken);
            try
            {
                var drift = await RepairAsync(began, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return drift;
            }
            catch (PostgresException problem) when (problem.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < Attempts)
            {
                // The listing need not be read again.
                await transaction.RollbackAsync(Compared, cancellationToken);
            }
        }
    }

    private async Task<Drift> RepairAsync(DateTime began, CancellationToken cancellationToken)
    {
        await LedgerLocks.WriteAsync(connection, collection, cancellationToken);
        await ExecuteAsync("delete from incoming i using gone g where g.collection = $1 and g.key = i.key and g.at >= $2", cancellationToken, began);
        await ExecuteAsync("delete from incoming i using objects o where o.collection = $1 and o.key = i.key and o.booked_at >= $2", cancellationToken, began);
        var missing = await CountAsync(
            """
            with away as (
              delete from objects o where o.collection = $1 and o.booked_at < $2 and not exists (select from incoming i where i.key = o.key) returning o.size)
            select count(*), coalesce(sum(size), 0)::bigint from away
            """,
            cancellationToken,
            began);
        var changed = await CountAsync(
            """
            select count(*), coalesce(sum(abs(i.size - o.size)), 0)::bigint from objects o join incoming i on i.key = o.key
            where o.collection = $1 and (o.tenant, o.size, o.etag, o.class, o.modified_at) is distinct from (i.tenant, i.size, i.etag, i.class, i.modified_at)
            """,
            cancellationToken);
        var unknown = await CountAsync(
            "select count(*), coalesce(sum(size), 0)::bigint from incoming i where not exists (select from objects o where o.collection = $1 and o.key = i.key)", cancellationToken);
        await IncomingObjects.BookAsync(connection, collection, cancellationToken);
        await ExecuteAsync("delete from gone where collection = $1 and at < $2", cancellationToken, began);
        return new Drift(missing.Count, unknown.Count, changed.Count, missing.Bytes + unknown.Bytes + changed.Bytes);
    }

    private async Task<(long Count, long Bytes)> CountAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        // A large collection takes its time; who runs it has a deadline of their own.
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0, Parameters = { new() { Value = collection } } };
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
