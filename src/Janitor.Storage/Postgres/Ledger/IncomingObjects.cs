using Janitor.Engine.Quotas.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>Objects on their way into the ledger: copied to a temporary table of the transaction, <c>incoming</c>, and from there taken over.</summary>
internal static class IncomingObjects
{
    private const string Columns = "key, tenant, size, sha256, etag, class, modified_at";

    /// <summary>Copies objects. Of two with one key the last counts.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<long> CopyAsync(NpgsqlConnection connection, IAsyncEnumerable<BookedObject> objects, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            connection,
            """
            create temporary table incoming (
              number bigint generated always as identity, key bytea not null, tenant text collate "C" not null, size bigint not null, sha256 bytea, etag text, class text,
              modified_at timestamptz not null) on commit drop
            """,
            cancellationToken);
        var count = 0L;
        await using (var writer = await connection.BeginBinaryImportAsync($"copy incoming ({Columns}) from stdin (format binary)", cancellationToken))
        {
            await foreach (var item in objects.WithCancellation(cancellationToken))
            {
                await WriteAsync(writer, item, cancellationToken);
                count++;
            }

            await writer.CompleteAsync(cancellationToken);
        }

        await ExecuteAsync(connection, "create index on incoming (key); analyze incoming; delete from incoming i using incoming later where later.key = i.key and later.number > i.number", cancellationToken);
        return count;
    }

    /// <summary>Takes over all that was copied.</summary>
    public static async Task BookAsync(NpgsqlConnection connection, int collection, CancellationToken cancellationToken)
    {
        // A large collection takes its time; who books it has a deadline of their own.
        await using var command = new NpgsqlCommand(Upsert("incoming"), connection) { CommandTimeout = 0, Parameters = { new() { Value = collection } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes one object over, without a table for it.</summary>
    public static async Task BookAsync(NpgsqlConnection connection, int collection, BookedObject item, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            Upsert($"(values ($2::bytea, $3::text, $4::bigint, $5::bytea, $6::text, $7::text, $8::timestamptz)) as one ({Columns})"), connection)
        {
            Parameters =
            {
                new() { Value = collection },
                new() { Value = item.Key.ToArray() },
                new() { Value = item.Tenant },
                new() { Value = item.Size },
                new() { Value = (object?)item.Sha256?.ToArray() ?? DBNull.Value },
                new() { Value = (object?)item.ETag ?? DBNull.Value },
                new() { Value = (object?)item.StorageClass ?? DBNull.Value },
                new() { Value = item.ModifiedAt.UtcDateTime },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Inserts what is new and updates what is not the same. A hash that is known stays known while the object is the same.</summary>
    private static string Upsert(string source) =>
        $"""
        insert into objects as o (collection, {Columns}) select $1, {Columns} from {source} order by key
        on conflict (collection, key) do update set tenant = excluded.tenant, size = excluded.size, etag = excluded.etag, class = excluded.class,
          modified_at = excluded.modified_at, booked_at = clock_timestamp(),
          sha256 = coalesce(excluded.sha256, case when (o.etag, o.size, o.modified_at) is not distinct from (excluded.etag, excluded.size, excluded.modified_at) then o.sha256 end)
        where (o.tenant, o.size, o.etag, o.class, o.modified_at, coalesce(excluded.sha256, o.sha256))
          is distinct from (excluded.tenant, excluded.size, excluded.etag, excluded.class, excluded.modified_at, o.sha256)
        """;

    private static async Task WriteAsync(NpgsqlBinaryImporter writer, BookedObject item, CancellationToken cancellationToken)
    {
        await writer.StartRowAsync(cancellationToken);
        await writer.WriteAsync(item.Key.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
        await writer.WriteAsync(item.Tenant, NpgsqlDbType.Text, cancellationToken);
        await writer.WriteAsync(item.Size, NpgsqlDbType.Bigint, cancellationToken);
        await WriteAsync(writer, item.Sha256?.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
        await WriteAsync(writer, item.ETag, NpgsqlDbType.Text, cancellationToken);
        await WriteAsync(writer, item.StorageClass, NpgsqlDbType.Text, cancellationToken);
        await writer.WriteAsync(item.ModifiedAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter writer, T? value, NpgsqlDbType type, CancellationToken cancellationToken)
        where T : class => value is null ? writer.WriteNullAsync(cancellationToken) : writer.WriteAsync(value, type, cancellationToken);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
