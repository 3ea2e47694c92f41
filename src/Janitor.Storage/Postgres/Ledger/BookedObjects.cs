using Janitor.Engine.Quotas.Ledger;
using Npgsql;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>Objects on their way out of the ledger.</summary>
internal static class BookedObjects
{
    /// <summary>The columns that <see cref="ReadAsync"/> expects.</summary>
    public const string Columns = "key, tenant, size, modified_at, sha256, etag, class";

    /// <summary>Reads all rows of a query for <see cref="Columns"/>.</summary>
    public static async Task<IReadOnlyList<BookedObject>> ReadAsync(NpgsqlCommand query, CancellationToken cancellationToken)
    {
        var objects = new List<BookedObject>();
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            objects.Add(Of(reader));
        return objects;
    }

    private static BookedObject Of(NpgsqlDataReader row) =>
        new(row.GetFieldValue<byte[]>(0), row.GetString(1), row.GetInt64(2), row.GetFieldValue<DateTimeOffset>(3))
        {
            Sha256 = row.IsDBNull(4) ? default(ReadOnlyMemory<byte>?) : row.GetFieldValue<byte[]>(4),
            ETag = row.IsDBNull(5) ? null : row.GetString(5),
            StorageClass = row.IsDBNull(6) ? null : row.GetString(6),
        };
}
