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
    public Task<IReadOnlyList<ArtifactUsage>> ByArtifactAsync(int collection, string? tenant, IEnumerable<KeyValuePair<string, string>> templates, CancellationToken cancellationToken)
    {
        var (names, patterns) = (new List<string>(), new List<string>());
        foreach (var (name, template) in templates)
        {
            names.Add(name);
            patterns.Add(Pattern(template, tenant));
        }

        return ReadAsync(
            """
            select coalesce((select name from unnest($3::text[], $4::text[]) with ordinality as t (name, pattern, number)
                where encode(key, 'escape') ~ pattern order by number limit 1), '') as artifact, sum(size)::bigint, count(*)
            from objects where collection = $1 and ($2::text is null or tenant = $2)
            group by artifact order by 2 desc, artifact
            """,
            [new() { Value = collection }, Text(tenant), new() { Value = names.ToArray() }, new() { Value = patterns.ToArray() }],
            reader => new ArtifactUsage(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ClassUsage>> ByClassAsync(int collection, string? tenant, CancellationToken cancellationToken) => ReadAsync(
        """
        select coalesce(class, '') as name, sum(size)::bigint, count(*)
        from objects where collection = $1 and ($2::text is null or tenant = $2) group by name order by 2 desc, name
        """,
        [new() { Value = collection }, Text(tenant)],
        reader => new ClassUsage(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TenantGrowth>> ByGrowthAsync(int collection, DateOnly from, DateOnly to, int most, CancellationToken cancellationToken) => ReadAsync(
        """
        select tenant, sum(stored_bytes - freed_bytes)::bigint as grown, sum(stored_objects - freed_objects)::bigint
        from usage_days where collection = $1 and day between $2 and $3
        group by tenant having sum(stored_bytes - freed_bytes) > 0 order by grown desc, tenant limit $4
        """,
        [new() { Value = collection }, new() { Value = from }, new() { Value = to }, new() { Value = most }],
        reader => new TenantGrowth(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)),
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

    /// <summary>A template as a regular expression of keys that are written as <see cref="Unescape"/> reads them.</summary>
    private static string Pattern(string template, string? tenant)
    {
        const string Part = "[^/]+";
        var parts = template.Split("{job}").Select(between => string.Join(tenant is null ? Part : Literal(tenant), between.Split("{tenant}").Select(Literal)));
        return $"^{string.Join(Part, parts)}$";
    }

    /// <summary>All but letters, digits and slashes are written as a class of one character, which needs no escape but for two of them.</summary>
    private static string Literal(string text)
    {
        var pattern = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var sign = (char)value;
            pattern.Append(sign switch
            {
                '\\' => @"\\\\",
                '^' => @"\^",
                > '\u007f' or '\0' => $@"\\{Convert.ToString(value, 8).PadLeft(3, '0')}",
                '/' or (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') => sign.ToString(),
                _ => $"[{sign}]",
            });
        }

        return pattern.ToString();
    }

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
