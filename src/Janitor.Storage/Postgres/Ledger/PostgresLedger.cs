using System.Data;
using System.Runtime.CompilerServices;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Engine.Retention.Catalog;
using Npgsql;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>The ledger in PostgreSQL, in a schema of its own, <c>janitor</c>. Connections are pooled; any number of processes work on it at once.</summary>
public sealed class PostgresLedger : ILedger
{
    private const int MostConnections = 10;

    /// <summary>A writer of one object and a writer of many can still wait for each other; PostgreSQL ends one of them within a second.</summary>
    private const int Attempts = 5;

    private readonly NpgsqlDataSource _source;
    private readonly LedgerFailure _failure;

    private PostgresLedger(NpgsqlDataSource source, LedgerFailure failure) => (_source, _failure) = (source, failure);

    /// <summary>Connects, and brings the tables to the version that this program knows.</summary>
    /// <param name="connection">A <c>postgres://</c> URI, libpq's keywords or Npgsql's; the user may create the schema, or owns it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="LedgerException">The server cannot be reached, or the ledger not be used.</exception>
    public static async Task<PostgresLedger> OpenAsync(string connection, CancellationToken cancellationToken)
    {
        var settings = Settings(connection);
        var ledger = new PostgresLedger(NpgsqlDataSource.Create(settings), new LedgerFailure(settings));
        try
        {
            await ledger.UseAsync(async open => await LedgerMigrations.RunAsync(open, cancellationToken), cancellationToken);
            return ledger;
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<int> OpenCollectionAsync(string name, string store, CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(
                "insert into collections (name, store) values ($1, $2) on conflict (name) do update set store = excluded.store returning id", connection)
            {
                Parameters = { new() { Value = name }, new() { Value = store } },
            };
            return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task BookAsync(int collection, IReadOnlyCollection<BookedObject> objects, CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await IncomingObjects.CopyAsync(connection, objects.ToAsyncEnumerable(), cancellationToken);
            await LedgerLocks.WriteAsync(connection, collection, cancellationToken);
            await IncomingObjects.BookAsync(connection, collection, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return objects.Count;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<long> RemoveAsync(string store, IReadOnlyCollection<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await LedgerLocks.WriteAsync(connection, store, cancellationToken);
            await using var command = new NpgsqlCommand("delete from objects where collection in (select id from collections where store = $1) and key = any($2)", connection)
            {
                Parameters = { new() { Value = store }, new() { Value = keys.Select(key => key.ToArray()).ToArray() } },
            };
            var removed = await command.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return (long)removed;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Drift> ReconcileAsync(int collection, IAsyncEnumerable<BookedObject> listing, CancellationToken cancellationToken) => UseAsync(
        connection => new LedgerReconciliation(connection, collection).RunAsync(listing, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<TenantUsage> UsageAsync(int collection, string tenant, CancellationToken cancellationToken) => UseAsync(
        connection => TenantAccount.ReadAsync(connection, collection, tenant, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<TenantUsage> UsagesAsync(int collection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select tenant, bytes, objects from usage where collection = $1 and objects > 0 order by bytes desc, tenant", connection)
        {
            Parameters = { new() { Value = collection } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return new TenantUsage(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <inheritdoc/>
    public Task<BookedObject?> FindContentAsync(int collection, string tenant, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(
                $"select {BookedObjects.Columns} from objects where collection = $1 and tenant = $2 and sha256 = $3 order by key limit 1", connection)
            {
                Parameters = { new() { Value = collection }, new() { Value = tenant }, new() { Value = sha256.ToArray() } },
            };
            return (await BookedObjects.ReadAsync(command, cancellationToken)).SingleOrDefault();
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> IsBookedAsync(int collection, string tenant, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand("select exists (select from objects where collection = $1 and key = $2 and tenant = $3)", connection)
            {
                Parameters = { new() { Value = collection }, new() { Value = key.ToArray() }, new() { Value = tenant } },
            };
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ReservationAnswer> TryReserveAsync(Reservation reservation, TenantLimit limit, AuditEntry entry, bool besideTwin, CancellationToken cancellationToken) => UseAsync(
        connection => Reservations.TryAddAsync(connection, reservation, limit, entry, besideTwin, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Reservation?> FindReservationAsync(Guid id, CancellationToken cancellationToken) => UseAsync(
        connection => Reservations.FindAsync(connection, id, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CompleteAsync(Guid reservation, BookedObject stored, AuditEntry entry, CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await Reservations.TakeAsync(connection, reservation, cancellationToken) is not { } collection)
                return false;
            await IncomingObjects.BookAsync(connection, collection, stored, cancellationToken);
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { PostgresAuditLog.Write([entry]) } };
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task ReleaseAsync(Guid reservation, CancellationToken cancellationToken) => UseAsync(
        connection => Reservations.TakeAsync(connection, reservation, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Reservation>> TakeExpiredAsync(IReadOnlyCollection<int> collections, int most, CancellationToken cancellationToken) => UseAsync(
        connection => Reservations.TakeExpiredAsync(connection, collections, most, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlySet<Guid>> FindReservedAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) => UseAsync(
        connection => Reservations.FindAsync(connection, ids, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static NpgsqlConnectionStringBuilder Settings(string connection)
    {
        try
        {
            var settings = ConnectionText.Parse(connection);
            settings.Pooling = true;
            // Those who come when all are in use wait, for a server has some hundred for everybody.
            settings.MaxPoolSize = MostConnections;
            settings.SearchPath = LedgerMigrations.Schema;
            settings.MaxAutoPrepare = 50;
            // Seven statements for each that is lent out. Nothing outlives its transaction: neither locks nor tables, and settings are not changed.
            settings.NoResetOnClose = true;
            return settings;
        }
        catch (CatalogException problem)
        {
            throw new LedgerException($"the ledger's connection: {problem.Message}");
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception problem) when (PostgresFailure.IsFailure(problem))
        {
            throw _failure.OfConnect(problem);
        }
    }

    /// <summary>Lends a connection to somebody, whose failures become <see cref="LedgerException"/>s. After a deadlock it is done again.</summary>
    internal async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var connection = await OpenAsync(cancellationToken);
            try
            {
                return await work(connection);
            }
            catch (PostgresException problem) when (problem.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < Attempts)
            {
                // Nothing was changed: again.
            }
            catch (Exception problem) when (PostgresFailure.IsFailure(problem))
            {
                throw _failure.OfUse(problem);
            }
        }
    }
}
