using Janitor.Engine.Quotas.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>What verification needs of the ledger's tables.</summary>
/// <param name="ledger">The ledger.</param>
public sealed class VerificationBooks(PostgresLedger ledger) : IVerificationBooks
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<BookedObject>> NextAsync(int collection, ReadOnlyMemory<byte> after, int most, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var command = Command(
                connection, $"select {BookedObjects.Columns} from objects where collection = $1 and key > $2 order by key limit $3", collection, after.ToArray(), most);
            return await BookedObjects.ReadAsync(command, cancellationToken);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<(long Objects, long Bytes)> SumAsync(int collection, ReadOnlyMemory<byte> after, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var command = after.IsEmpty
                ? Command(connection, "select coalesce(sum(objects), 0)::bigint, coalesce(sum(bytes), 0)::bigint from usage where collection = $1", collection)
                : Command(connection, "select count(*), coalesce(sum(size), 0)::bigint from objects where collection = $1 and key > $2", collection, after.ToArray());
            // Of a large collection all rows are counted.
            command.CommandTimeout = 0;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return (reader.GetInt64(0), reader.GetInt64(1));
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<BookedObject?> FindAsync(int collection, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var command = Command(connection, $"select {BookedObjects.Columns} from objects where collection = $1 and key = $2", collection, key.ToArray());
            return (await BookedObjects.ReadAsync(command, cancellationToken)).SingleOrDefault();
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> FindUnknownAsync(int collection, IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var command = Command(
                connection,
                """
                select (number - 1)::int from unnest($2::bytea[]) with ordinality as listed (key, number)
                where not exists (select from objects o where o.collection = $1 and o.key = listed.key) order by number
                """,
                collection,
                keys.Select(key => key.ToArray()).ToArray());
            var unknown = new List<int>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                unknown.Add(reader.GetInt32(0));
            return (IReadOnlyList<int>)unknown;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task LearnAsync(int collection, IReadOnlyCollection<BookedObject> hashed, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await LedgerLocks.WriteAsync(connection, collection, cancellationToken);
            await using (var quiet = new NpgsqlCommand("select set_config('janitor.only_hashes', 'on', true)", connection))
                await quiet.ExecuteNonQueryAsync(cancellationToken);
            await using var command = Command(
                connection,
                """
                update objects o set sha256 = hashed.sha256
                from unnest($2::bytea[], $3::bytea[], $4::bigint[], $5::text[], $6::timestamptz[]) as hashed (key, sha256, size, etag, modified_at)
                where o.collection = $1 and o.key = hashed.key and o.sha256 is null
                  and (o.size, o.etag, o.modified_at) is not distinct from (hashed.size, hashed.etag, hashed.modified_at)
                """,
                collection,
                hashed.Select(item => item.Key.ToArray()).ToArray(),
                hashed.Select(item => item.Sha256!.Value.ToArray()).ToArray(),
                hashed.Select(item => item.Size).ToArray());
            command.Parameters.Add(new NpgsqlParameter { Value = hashed.Select(item => item.ETag).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            command.Parameters.Add(new NpgsqlParameter { Value = hashed.Select(item => item.ModifiedAt.UtcDateTime).ToArray() });
            await command.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return hashed.Count;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadPlaceAsync(int collection, bool sampled, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var command = Command(connection, "select key from verified where collection = $1 and sampled = $2", collection, sampled);
            return await command.ExecuteScalarAsync(cancellationToken) is byte[] key ? (ReadOnlyMemory<byte>?)key : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task WritePlaceAsync(int collection, bool sampled, ReadOnlyMemory<byte>? place, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var command = place is { } key
                ? Command(
                    connection,
                    "insert into verified (collection, sampled, key) values ($1, $2, $3) on conflict (collection, sampled) do update set key = excluded.key, at = now()",
                    collection,
                    sampled,
                    key.ToArray())
                : Command(connection, "delete from verified where collection = $1 and sampled = $2", collection, sampled);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        },
        cancellationToken);

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
