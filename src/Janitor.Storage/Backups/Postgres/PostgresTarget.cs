using System.Globalization;
using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Storage.Programs;
using Npgsql;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>A server that databases are restored to, each in one transaction: it is there as a whole, or nothing has changed.</summary>
/// <param name="connection">What the Secret says.</param>
/// <param name="options">Where to, and what.</param>
public sealed class PostgresTarget(string connection, PostgresTargetOptions options) : IPartTarget
{
    /// <summary>From which other databases are made; every server has it.</summary>
    private const string Maintenance = "template1";

    private const string Relations =
        """
        select (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
            and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'))
          + (select count(*) from pg_largeobject_metadata)
        """;

    private const string Sessions = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

    private readonly PostgresServerAccess _server = new(connection, BackupProblem.TargetRefused);

    /// <inheritdoc/>
    public string Description => $"{(options.Database is { } database ? $"database {database} at" : "PostgreSQL at")} {_server.Server}";

    /// <inheritdoc/>
    public bool IsAllOrNothing => true;

    /// <inheritdoc/>
    public async Task<string> InspectAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken)
    {
        var database = DatabaseOf(part);
        await using var open = await _server.TryOpenAsync(database, cancellationToken);
        if (open is null)
        {
            await (await _server.OpenAsync(Maintenance, cancellationToken)).DisposeAsync();
            return $"database {database} at {_server.Server} does not exist; it would be made, and {What(part)} restored to it";
        }

        var (relations, sessions) = (await CountAsync(open, Relations, cancellationToken), await CountAsync(open, Sessions, cancellationToken));
        if (overwrite == OverwriteRule.Never)
            throw Refused($"database {database} at {_server.Server} exists, and overwrite is Never: name another database");
        if (overwrite == OverwriteRule.IfEmpty && relations > 0)
        {
            throw Refused(string.Create(
                CultureInfo.InvariantCulture,
                $"database {database} at {_server.Server} is not empty: it has {relations:N0} tables, views, sequences and large objects; name another database, or say overwrite: Always"));
        }

        // What replaces tables needs them for itself, and would wait for whoever uses them.
        if (relations > 0 && sessions > 0)
            throw Refused(string.Create(CultureInfo.InvariantCulture, $"database {database} at {_server.Server} is in use by {sessions:N0} other sessions: end the applications first"));
        return relations == 0
            ? $"database {database} at {_server.Server} is empty; {What(part)} would be restored to it"
            : string.Create(CultureInfo.InvariantCulture, $"in database {database} at {_server.Server}, which has {relations:N0} tables, views, sequences and large objects, {What(part)} would be replaced");
    }

    /// <inheritdoc/>
    public async Task<IPartWriting> OpenAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken)
    {
        var database = DatabaseOf(part);
        var made = await MakeAsync(database, part.Database!, cancellationToken);
        try
        {
            string[] arguments =
            [
                "--single-transaction", "--no-password", $"--dbname=dbname='{database.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'",
                .. overwrite == OverwriteRule.Always && !made ? new[] { "--clean", "--if-exists" } : [],
                .. options.NoOwner ? new[] { "--no-owner", "--no-privileges" } : [],
                .. options.Tables.SelectMany(TableArguments),
            ];
            return new Writing(this, ExternalProgram.Start("pg_restore", arguments, _server.Environment(database)), database, made);
        }
        catch (ProgramException problem)
        {
            if (made)
                await DropAsync(database);
            throw Refused(problem.Message);
        }
    }

    /// <summary>What is in a database now.</summary>
    /// <exception cref="BackupException">It cannot be asked.</exception>
    internal async Task<DatabaseContent> CountAsync(string database, CancellationToken cancellationToken)
    {
        await using var open = await _server.OpenAsync(database, cancellationToken);
        return await _server.AskAsync(open, asked => DatabaseCensus.TakeAsync(asked, cancellationToken));
    }

    /// <summary>Names of the server's databases.</summary>
    internal async Task<IReadOnlyList<string>> ListAsync(string pattern, CancellationToken cancellationToken)
    {
        await using var open = await _server.OpenAsync(Maintenance, cancellationToken);
        return await _server.AskAsync(open, async asked =>
        {
            await using var command = new NpgsqlCommand("select coalesce(array_agg(datname::text), '{}') from pg_database where datname like $1", asked) { Parameters = { new() { Value = pattern } } };
            return (string[])(await command.ExecuteScalarAsync(cancellationToken))!;
        });
    }

    /// <summary>Drops a database that nobody uses; otherwise, and when it has gone, does nothing.</summary>
    internal async Task DropAsync(string database)
    {
        try
        {
            await using var open = await _server.OpenAsync(Maintenance, CancellationToken.None);
            await using var command = new NpgsqlCommand($"drop database if exists {Quoted(database)}", open);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception problem) when (problem is NpgsqlException or BackupException)
        {
            // It is left, with nothing in it, for its restore was one transaction.
        }
    }

    private static BackupException Refused(string message) => new(BackupProblem.TargetRefused, message);

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static IEnumerable<string> TableArguments(string table) =>
        table.Split('.', 2) is [var schema, var name] ? [$"--schema={schema}", $"--table={name}"] : [$"--table={table}"];

    private string DatabaseOf(BackupPart part) => part is { Kind: PartKind.PostgresDatabase, Database: { } content }
        ? options.Database ?? content.Name
        : throw Refused($"{part.Name} is no database");

    private string What(BackupPart part) => options.Tables.Count == 0 ? $"{part.Database!.Tables.Count} tables" : string.Join(", ", options.Tables);

    private async Task<long> CountAsync(NpgsqlConnection open, string sql, CancellationToken cancellationToken) => await _server.AskAsync(open, async asked =>
    {
        await using var command = new NpgsqlCommand(sql, asked);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    });

    /// <summary>Makes a database as it was, unless there is one.</summary>
    private async Task<bool> MakeAsync(string database, DatabaseContent content, CancellationToken cancellationToken)
    {
        await using (var there = await _server.TryOpenAsync(database, cancellationToken))
        {
            if (there is not null)
                return false;
        }

        await using var open = await _server.OpenAsync(Maintenance, cancellationToken);
        return await _server.AskAsync(open, async asked =>
        {
            var sql = $"create database {Quoted(database)} template template0 encoding {Literal(content.Encoding)} lc_collate {Literal(content.Collation)} lc_ctype {Literal(content.CharacterType)}";
            await using var command = new NpgsqlCommand(sql, asked);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        });
    }

    private sealed class Writing(PostgresTarget target, ExternalProgram program, string database, bool made) : IPartWriting
    {
        private bool _ended;

        public Stream Content => program.Input;

        public string StateIfBroken => made ? $"Database {database}, which was made for it, is removed again" : $"Database {database} is as it was: it is one transaction";

        public async Task EndAsync(CancellationToken cancellationToken)
        {
            try
            {
                await program.EndAsync(cancellationToken);
                _ended = true;
            }
            catch (ProgramException problem)
            {
                throw new BackupException(BackupProblem.RestoreFailed, $"pg_restore says: {problem.Message}", problem);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await program.DisposeAsync();
            if (made && !_ended)
                await target.DropAsync(database);
        }
    }
}
