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

    /// <summary>From a row that has <see cref="Columns"/> after so many others.</summary>
    public static BookedObject Of(NpgsqlDataReader row, int first = 0) =>
        new(row.GetFieldValue<byte[]>(first), row.GetString(first + 1), row.GetInt64(first + 2), row.GetFieldValue<DateTimeOffset>(first + 3))
        {
            Sha256 = row.IsDBNull(first + 4) ? default(ReadOnlyMemory<byte>?) : row.GetFieldValue<byte[]>(first + 4),
            ETag = row.IsDBNull(first + 5) ? null : row.GetString(first + 5),
            StorageClass = row.IsDBNull(first + 6) ? null : row.GetString(first + 6),
        };
}
