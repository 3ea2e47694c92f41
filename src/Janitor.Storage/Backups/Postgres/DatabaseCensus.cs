using System.Globalization;
using Janitor.Engine.Backups;
using Npgsql;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>What is in a database, in the snapshot of the connection's transaction.</summary>
internal sealed class DatabaseCensus
{
    /// <summary>Tables that a dump has data of: not the system's, nor those of extensions, which make their own.</summary>
    private const string Tables =
        """
        select c.oid, format('%I.%I', n.nspname, c.relname),
          coalesce((select array_agg(k.conname || ' ' || pg_get_constraintdef(k.oid) order by k.conname) from pg_constraint k where k.conrelid = c.oid), '{}')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        order by 2
        """;

    /// <summary>How many relations there are, indexes and those of TOAST among them. The system's own objects have OIDs below 16384 (FirstNormalObjectId of transam.h).</summary>
    internal const string Relations = "select count(*) from pg_class where oid >= 16384 and relpersistence <> 't'";

    private const string Server =
        $"""
        select current_database(), large.objects, pg_encoding_to_char(encoding), datcollate, datctype, large.objects + ({Relations}) + (select count(*) from pg_proc where oid >= 16384),
          case about ->> 'datlocprovider' when 'c' then 'libc' when 'i' then 'icu' when 'b' then 'builtin' end, coalesce(about ->> 'datlocale', about ->> 'daticulocale'), about ->> 'daticurules',
          pg_get_userbyid(datdba), coalesce((select setconfig from pg_db_role_setting where setdatabase = d.oid and setrole = 0), array[]::text[]), datacl is not null
        from pg_database d, to_jsonb(d) about, (select count(*) as objects from pg_largeobject_metadata) large where datname = current_database()
        """;

    private const string Grants =
        """
        select rolname, privilege_type, is_grantable
        from pg_database, aclexplode(datacl) left join pg_roles r on r.oid = grantee
        where datname = current_database() and (grantee = 0 or rolname is not null) order by rolname, privilege_type
        """;

    private readonly DatabaseContent _content;
    private readonly uint[] _oids;

    private DatabaseCensus(DatabaseContent content, uint[] oids) => (_content, _oids) = (content, oids);

    /// <summary>Takes all of it.</summary>
    public static async Task<DatabaseContent> TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await (await BeginAsync(connection, cancellationToken)).EndAsync(connection, new Dictionary<uint, long>(), cancellationToken);

    /// <summary>Takes all but the rows.</summary>
    public static async Task<DatabaseCensus> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (tables, oids) = await ListAsync(connection, cancellationToken);
        var grants = await ListGrantsAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand(Server, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var settings = reader.GetFieldValue<string[]>(10).ToLookup(setting => setting.Split('=')[0].Contains('.', StringComparison.Ordinal));
        var content = new DatabaseContent
        {
            Name = reader.GetString(0),
            ServerVersion = connection.PostgreSqlVersion.ToString(2),
            LargeObjects = reader.GetInt64(1),
            Encoding = reader.GetString(2),
            Collation = reader.GetString(3),
            CharacterType = reader.GetString(4),
            Locks = reader.GetInt64(5),
            LocaleProvider = TextAt(6),
            Locale = TextAt(7),
            LocaleRules = TextAt(8),
            Owner = reader.GetString(9),
            Settings = [.. settings[false]],
            OtherSettings = [.. settings[true].Select(setting => setting.Split('=')[0])],
            Grants = reader.GetBoolean(11) ? grants : null,
            Tables = tables,
        };
        return new DatabaseCensus(content, [.. oids]);

        string? TextAt(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    /// <summary>Adds the rows.</summary>
    /// <param name="connection">The same one, in the same transaction.</param>
    /// <param name="known">Rows of tables by their OID: the others are counted.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<DatabaseContent> EndAsync(NpgsqlConnection connection, IReadOnlyDictionary<uint, long> known, CancellationToken cancellationToken)
    {
        var tables = new List<TableContent>();
        foreach (var (table, oid) in _content.Tables.Zip(_oids))
            tables.Add(table with { Rows = known.TryGetValue(oid, out var rows) ? rows : await CountAsync(connection, table.Name, cancellationToken) });
        return _content with { Tables = tables };
    }

    /// <summary>Says how two differ; null when they do not. Servers of other versions write the same constraint otherwise, so then only their names count.</summary>
    /// <param name="expected">What was backed up.</param>
    /// <param name="found">What is there now.</param>
    public static string? Difference(DatabaseContent expected, DatabaseContent found)
    {
        var there = found.Tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
        var sameMajor = expected.ServerVersion.Split('.')[0] == found.ServerVersion.Split('.')[0];
        foreach (var table in expected.Tables)
        {
            if (!there.Remove(table.Name, out var other))
                return $"table {table.Name} is missing";
            if (other.Rows != table.Rows)
                return string.Create(CultureInfo.InvariantCulture, $"table {table.Name} has {other.Rows:N0} rows, not the {table.Rows:N0} that were backed up");
            if (Known(table).Except(Known(other), StringComparer.Ordinal).FirstOrDefault() is { } constraint)
                return $"table {table.Name} lacks the constraint {constraint}";
        }

        return found.LargeObjects == expected.LargeObjects
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"there are {found.LargeObjects:N0} large objects, not the {expected.LargeObjects:N0} that were backed up");

        IEnumerable<string> Known(TableContent table) => sameMajor ? table.Constraints : table.Constraints.Select(constraint => constraint.Split(' ')[0]);
    }

    private static async Task<(List<TableContent> Tables, List<uint> Oids)> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Tables, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (tables, oids) = (new List<TableContent>(), new List<uint>());
        while (await reader.ReadAsync(cancellationToken))
        {
            oids.Add(reader.GetFieldValue<uint>(0));
            tables.Add(new TableContent { Name = reader.GetString(1), Rows = 0, Constraints = reader.GetFieldValue<string[]>(2) });
        }

        return (tables, oids);
    }

    private static async Task<List<DatabaseGrant>> ListGrantsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Grants, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var grants = new List<DatabaseGrant>();
        while (await reader.ReadAsync(cancellationToken))
            grants.Add(new DatabaseGrant { To = reader.IsDBNull(0) ? null : reader.GetString(0), Privilege = reader.GetString(1), Grantable = reader.GetBoolean(2) });
        return grants;
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select count(*) from only {table}", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
