using System.Text;
using Janitor.Engine.Quotas.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>Reports from the ledger's tables.</summary>
/// <param name="ledger">The ledger.</param>
public sealed class PostgresUsageReports(PostgresLedger ledger) : IUsageReports
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<FolderUsage>> ByFolderAsync(int collection, string? tenant, int depth, int most, CancellationToken cancellationToken) => ReadAsync(
        """
        select case when strpos(rest, '/') > 0 then split_part(rest, '/', 1) else '' end as folder, sum(size)::bigint, count(*)
        from (
          select size, array_to_string((string_to_array(encode(key, 'escape'), '/'))[$3 + 1:], '/') as rest
          from objects where collection = $1 and ($2::text is null or tenant = $2)) as below
        group by folder order by 2 desc, folder limit $4
        """,
        [new() { Value = collection }, Text(tenant), new() { Value = depth }, new() { Value = most }],
        reader => new FolderUsage(Unescape(reader.GetString(0)), reader.GetInt64(1), reader.GetInt64(2)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UsageDay>> ByDayAsync(int collection, string? tenant, DateOnly from, DateOnly to, CancellationToken cancellationToken) => ReadAsync(
        """
        select day, sum(stored_bytes)::bigint, sum(stored_objects)::bigint, sum(freed_bytes)::bigint, sum(freed_objects)::bigint, count(*)
        from usage_days where collection = $1 and ($2::text is null or tenant = $2) and day between $3 and $4
        group by day order by day
        """,
        [new() { Value = collection }, Text(tenant), new() { Value = from }, new() { Value = to }],
        reader => new UsageDay(reader.GetFieldValue<DateOnly>(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)),
        cancellationToken);

    /// <summary>PostgreSQL writes bytes as text with <c>\\</c> for a backslash, and three octal digits after one for what is not ASCII.</summary>
    private static string Unescape(string escaped)
    {
        if (!escaped.Contains('\\', StringComparison.Ordinal))
            return escaped;
        var bytes = new List<byte>(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
                bytes.Add((byte)escaped[i]);
            else if (escaped[++i] == '\\')
                bytes.Add((byte)'\\');
            else
                bytes.Add((byte)(((escaped[i] - '0') << 6) | ((escaped[++i] - '0') << 3) | (escaped[++i] - '0')));
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private Task<IReadOnlyList<T>> ReadAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var parameter in parameters)
                command.Parameters.Add(parameter.Clone());
            var rows = new List<T>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(row(reader));
            return (IReadOnlyList<T>)rows;
        },
        cancellationToken);
}
