using Janitor.Engine.Quotas.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>The table of reservations.</summary>
internal static class Reservations
{
    private const string Columns = "id, collection, tenant, key, size, sha256, expires_at, content_type, upload_id";

    /// <summary>
    /// Adds one if the tenant's account allows it and there is no twin, with its entry in the audit log. It is one round trip: a batch is one transaction, in which each statement sees
    /// what others have promised while the one before it waited for them.
    /// </summary>
    public static async Task<ReservationAnswer> TryAddAsync(
        NpgsqlConnection connection, Reservation reservation, TenantLimit limit, AuditEntry entry, bool besideTwin, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                OfTenant("insert into usage (collection, tenant) values ($1, $2) on conflict do nothing", reservation),
                OfTenant("select from usage where collection = $1 and tenant = $2 for update", reservation),
                Add(reservation, limit, entry, besideTwin),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        // The lock's row has no columns.
        while (reader.FieldCount == 0)
            await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (fitted, twin) = (4, 5);
        return new ReservationAnswer(reader.GetBoolean(fitted), TenantAccount.Of(reader, reservation.Tenant), reader.IsDBNull(twin) ? null : BookedObjects.Of(reader, twin));
    }

    public static async Task<Reservation?> FindAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from reservations where id = $1 and expires_at > now()", connection) { Parameters = { new() { Value = id } } };
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Takes one out, and returns its collection; null when it is gone.</summary>
    public static async Task<int?> TakeAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("delete from reservations where id = $1 returning collection", connection) { Parameters = { new() { Value = id } } };
        return (int?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Which of some there are.</summary>
    public static async Task<IReadOnlySet<Guid>> FindAsync(NpgsqlConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select id from reservations where id = any($1)", connection) { Parameters = { new() { Value = ids.ToArray() } } };
        var found = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetGuid(0));
        return found;
    }

    /// <summary>Takes out those of some collections that have expired; several processes that do so at once take different ones.</summary>
    public static async Task<IReadOnlyList<Reservation>> TakeExpiredAsync(
        NpgsqlConnection connection, IReadOnlyCollection<int> collections, int most, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            delete from reservations where id in (
              select id from reservations where collection = any($1) and expires_at <= now() order by expires_at limit $2 for update skip locked)
            returning {Columns}
            """,
            connection)
        {
            Parameters = { new() { Value = collections.ToArray() }, new() { Value = most } },
        };
        return await ReadAsync(command, cancellationToken);
    }

    private static async Task<IReadOnlyList<Reservation>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var found = new List<Reservation>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new Reservation(
                reader.GetGuid(0), reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetInt64(4), reader.GetFieldValue<byte[]>(5),
                reader.GetFieldValue<DateTimeOffset>(6))
            {
                ContentType = reader.IsDBNull(7) ? null : reader.GetString(7),
                UploadId = reader.IsDBNull(8) ? null : reader.GetString(8),
            });
        }

        return found;
    }

    private static NpgsqlBatchCommand OfTenant(string sql, Reservation reservation) =>
        new(sql) { Parameters = { new() { Value = reservation.Collection }, new() { Value = reservation.Tenant } } };

    private static NpgsqlBatchCommand Add(Reservation reservation, TenantLimit limit, AuditEntry entry, bool besideTwin) => new(
        $"""
        with account as ({TenantAccount.Query}),
        twin as (select {BookedObjects.Columns} from objects where collection = $1 and tenant = $2 and sha256 = $6 and size = $5 and not $15 order by key limit 1),
        kept as (
          insert into reservations (collection, tenant, id, key, size, sha256, expires_at, content_type, upload_id)
          select $1, $2, $3, $4, $5, $6, $7, $8, $9 from account
          where not exists (select from twin) and ($10::bigint is null or $10 - bytes - reserved_bytes >= $5) and ($11::bigint is null or objects + reserved_objects < $11)
          returning id),
        told as (insert into audit (actor, action, collection, tenant, key, upload, detail) select $12, $13, $1, $2, $4, id, $14 from kept)
        select account.*, exists (select from kept), twin.* from account left join twin on true
        """)
    {
        Parameters =
        {
            new() { Value = reservation.Collection },
            new() { Value = reservation.Tenant },
            new() { Value = reservation.Id },
            new() { Value = reservation.Key.ToArray() },
            new() { Value = reservation.Size },
            new() { Value = reservation.Sha256.ToArray() },
            new() { Value = reservation.ExpiresAt.UtcDateTime },
            Text(reservation.ContentType),
            Text(reservation.UploadId),
            Number(limit.Bytes),
            Number(limit.Objects),
            Text(entry.Actor),
            Text(entry.Action),
            Text(entry.Detail),
            new() { Value = besideTwin },
        },
    };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Number(long? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };
}
