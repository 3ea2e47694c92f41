using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Npgsql;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// A server that databases are restored to, each in one transaction: it is there as a whole, or nothing has changed. Where that would hold more locks than the server promises to have, or
/// several jobs are asked for, a database that is empty is restored by several programs at once, one that does not exist under another name until it is whole, and one that would be replaced is refused.
/// </summary>
/// <param name="connection">What the Secret says.</param>
/// <param name="options">Where to, and what.</param>
public sealed class PostgresTarget(string connection, PostgresTargetOptions options) : IPartTarget
{
    /// <summary>From where databases are made and dropped. Nobody can make one from <c>template1</c> while somebody is in that, so it is for servers that have no other one.</summary>
    private const string Maintenance = "postgres";
    private const string LastMaintenance = "template1";

    /// <summary>Databases that are not whole yet are named so, after which comes the name that they get.</summary>
    internal const string Unfinished = "janitor_restore_";

    /// <summary>What a database may say of its sessions; nothing is restored so.</summary>
    private const string ReadOnly = "default_transaction_read_only=";

    /// <summary>In bytes; the server cuts off what is longer (NAMEDATALEN).</summary>
    private const int LongestName = 63;

    /// <summary>Where one program cannot.</summary>
    private const int LeastPrograms = 2;

    private const string Relations =
        """
        select (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
            and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'))
          + (select count(*) from pg_largeobject_metadata)
        """;

    /// <summary>How many locks all sessions together may hold. Source: https://www.postgresql.org/docs/current/runtime-config-locks.html.</summary>
    private const string PromisedLocks =
        "select current_setting('max_locks_per_transaction')::bigint * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint)";

    /// <summary>The server's own cleaning ends by itself when somebody wants its table.</summary>
    private const string Sessions =
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type <> 'autovacuum worker'";

    private readonly PostgresServerAccess _server = new(connection, BackupProblem.TargetRefused);

    /// <inheritdoc/>
    public string Description => $"{(options.Database is { } database ? $"database {database} at" : "PostgreSQL at")} {_server.Server}";

    /// <inheritdoc/>
    public async Task<string> InspectAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken)
    {
        var database = DatabaseOf(part);
        await using var open = await _server.TryOpenAsync(database, cancellationToken);
        if (open is null)
        {
            await using var maintenance = await OpenBesideAsync(database, cancellationToken);
            return $"database {database} at {_server.Server} does not exist; it would be made, and {What(part)} restored to it{await MannerAsync(maintenance, part, cancellationToken)}{Unknown(part.Database!)}";
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
        var manner = await MannerAsync(open, part, cancellationToken);
        if (relations > 0 && !manner.IsOne)
            throw Refused($"database {database} at {_server.Server} is not empty, and cannot be replaced: {manner.Refusal}, drop the database, or name another");
        return relations == 0
            ? $"database {database} at {_server.Server} is empty; {What(part)} would be restored to it{manner}"
            : string.Create(CultureInfo.InvariantCulture, $"in database {database} at {_server.Server}, which has {relations:N0} tables, views, sequences and large objects, {What(part)} would be replaced");
    }

    /// <inheritdoc/>
    /// <remarks>Also where it is not one transaction: then nothing was there.</remarks>
    public Stream? Rehearse() => null;

    /// <inheritdoc/>
    public async Task<IPartWriting> OpenAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken)
    {
        var database = DatabaseOf(part);
        var (place, made, isEmpty, manner) = await PrepareAsync(database, part, cancellationToken);
        try
        {
            var replaces = overwrite == OverwriteRule.Always && !made && manner.IsOne;
            string[] arguments =
            [
                .. replaces ? new[] { "--clean", "--if-exists" } : [],
                .. options.NoOwner ? new[] { "--no-owner", "--no-privileges" } : [],
            ];
            var restore = new PgRestore(_server, place, arguments, part.Database!.Settings.Any(setting => setting.StartsWith(ReadOnly, StringComparison.Ordinal)) ? $"-c {ReadOnly}off" : null);
            IArchiveRestore restoring = manner.IsOne switch
            {
                false => new ParallelRestore(restore, manner.Programs, Choose),
                true when replaces || options.Tables.Count > 0 => new ChosenRestore(restore, Choose),
                _ => new SingleRestore(restore),
            };
            return new Writing(this, restoring, restore.Session, database, place, made);
        }
        catch (BackupException)
        {
            if (made)
                _ = await DropAsync(place);
            throw;
        }

        IReadOnlyList<ArchiveEntry> Choose(IReadOnlyList<ArchiveEntry> entries) => options.Tables.Count == 0 ? entries : ChosenEntries.Of(entries, options.Tables, isEmpty);
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
        await using var open = await OpenBesideAsync(null, cancellationToken);
        return await _server.AskAsync(open, async asked =>
        {
            await using var command = new NpgsqlCommand("select coalesce(array_agg(datname::text), '{}') from pg_database where datname like $1", asked) { Parameters = { new() { Value = pattern } } };
            return (string[])(await command.ExecuteScalarAsync(cancellationToken))!;
        });
    }

    /// <summary>Drops a database, if it is there and nobody uses it. The server waits 5 s for those who are about to leave.</summary>
    /// <param name="database">The database.</param>
    /// <param name="session">Whose sessions are ended first: that of a program which was killed stays until its statement is done.</param>
    /// <returns>Whether it is not there any more.</returns>
    internal async Task<bool> DropAsync(string database, string? session = null)
    {
        try
        {
            await using var open = await OpenBesideAsync(database, CancellationToken.None);
            if (session is not null)
            {
                var end = $"select pg_terminate_backend(pid) from pg_stat_activity where datname = {SqlQuote.Text(database)} and application_name = {SqlQuote.Text(session)}";
                _ = await ExecuteAsync(open, end, CancellationToken.None);
            }

            _ = await ExecuteAsync(open, $"drop database if exists {SqlQuote.Name(database)}", CancellationToken.None);
            return true;
        }
        catch (BackupException)
        {
            return false;
        }
    }

    private static BackupException Refused(string message) => new(BackupProblem.TargetRefused, message);

    private string DatabaseOf(BackupPart part) => part is { Kind: PartKind.PostgresDatabase, Database: { } content }
        ? options.Database ?? content.Name
        : throw Refused($"{part.Name} is no database");

    private static string Unknown(DatabaseContent content) => content.OtherSettings.Count == 0 ? string.Empty : $"; its settings {string.Join(", ", content.OtherSettings)} are not in the backup, for they may be secrets: set them";

    private string What(BackupPart part) => options.Tables.Count == 0 ? $"{part.Database!.Tables.Count} tables" : string.Join(", ", options.Tables);

    private async Task<long> CountAsync(NpgsqlConnection open, string sql, CancellationToken cancellationToken) => await _server.AskAsync(open, async asked =>
    {
        await using var command = new NpgsqlCommand(sql, asked);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    });

    /// <summary>Connects to another database than this, as createdb and dropdb do.</summary>
    private async Task<NpgsqlConnection> OpenBesideAsync(string? database, CancellationToken cancellationToken) =>
        (database == Maintenance ? null : await _server.TryOpenAsync(Maintenance, cancellationToken)) ?? await _server.OpenAsync(LastMaintenance, cancellationToken);

    /// <summary>Makes a database as it was, unless there is one, and sees how it is restored.</summary>
    private async Task<(string Place, bool Made, bool IsEmpty, Manner Manner)> PrepareAsync(string database, BackupPart part, CancellationToken cancellationToken)
    {
        await using (var there = await _server.TryOpenAsync(database, cancellationToken))
        {
            if (there is not null)
                return (database, false, await CountAsync(there, Relations, cancellationToken) == 0, await MannerAsync(there, part, cancellationToken));
        }

        await using var open = await OpenBesideAsync(database, cancellationToken);
        var manner = await MannerAsync(open, part, cancellationToken);
        var place = manner.IsOne ? database : UnfinishedName(database);
        if (!manner.IsOne && !await DropAsync(place))
            throw Refused($"database {place} at {_server.Server} is in use, and either another restore fills it or one left it that was ended: wait for that, or drop it");
        await MakeAsync(open, place, part.Database!, cancellationToken);
        return (place, true, true, manner);
    }

    private async Task MakeAsync(NpgsqlConnection open, string database, DatabaseContent content, CancellationToken cancellationToken)
    {
        var made = new NewDatabase(database, content);
        await DoAsync(made.MakeAsync);
        try
        {
            if (!options.IsScratch)
                await DoAsync(made.SetAsync);
            if (!options.NoOwner)
                await DoAsync(made.GrantAsync);
        }
        catch
        {
            _ = await DropAsync(database);
            throw;
        }

        Task<bool> DoAsync(Func<NpgsqlConnection, CancellationToken, Task> change) => _server.AskAsync(open, async asked =>
        {
            await change(asked, cancellationToken);
            return true;
        });
    }

    private async Task RenameAsync(string place, string database, CancellationToken cancellationToken)
    {
        await using var open = await OpenBesideAsync(database, cancellationToken);
        await ExecuteAsync(open, $"alter database {SqlQuote.Name(place)} rename to {SqlQuote.Name(database)}", cancellationToken);
    }

    private Task<int> ExecuteAsync(NpgsqlConnection open, string sql, CancellationToken cancellationToken) => _server.AskAsync(open, async asked =>
    {
        await using var command = new NpgsqlCommand(sql, asked);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    });

    /// <summary>How a part is restored. In one transaction it could by chance with more locks than promised, and all other sessions would lack what it takes.</summary>
    private async Task<Manner> MannerAsync(NpgsqlConnection open, BackupPart part, CancellationToken cancellationToken)
    {
        if (options.Jobs > 1)
            return new Manner(options.Jobs, "several jobs could not put back what was there; restore by one");
        if (options.Tables.Count > 0 || part.Database!.Locks is not { } made)
            return Manner.One;
        var promised = await CountAsync(open, PromisedLocks, cancellationToken);
        // What is replaced is dropped first, and stays locked.
        var held = made + Math.Min(made, await CountAsync(open, DatabaseCensus.Relations, cancellationToken));
        if (held <= promised)
            return Manner.One;
        var reason = string.Create(CultureInfo.InvariantCulture, $"one transaction would hold {held:N0} locks, and max_locks_per_transaction promises {promised:N0} to all sessions together");
        return new Manner(LeastPrograms, $"{reason}; raise max_locks_per_transaction", $", for {reason}");
    }

    private static string UnfinishedName(string database) => Encoding.UTF8.GetByteCount(Unfinished + database) <= LongestName
        ? Unfinished + database
        : Unfinished + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)))[..(LongestName - Unfinished.Length)];

    /// <summary>How a part is restored.</summary>
    /// <param name="Programs">By how many programs; one does it in one transaction.</param>
    /// <param name="Refusal">Why nothing can be replaced by several, and what helps, in words.</param>
    /// <param name="Cause">Why it is done so, in words, where nobody asked for it.</param>
    private sealed record Manner(int Programs, string Refusal = "", string Cause = "")
    {
        public static readonly Manner One = new(1);

        public bool IsOne => Programs == 1;

        public override string ToString() => IsOne ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" by {Programs} programs at once{Cause}");
    }

    private sealed class Writing(PostgresTarget target, IArchiveRestore restore, string session, string database, string place, bool made) : IPartWriting
    {
        private bool _ended;

        public Stream Content => restore.Content;

        public string StateIfBroken => made ? $"Database {database}, which was made for it, is removed again unless somebody else is in it" : $"Database {database} {restore.StateIfBroken}";

        public async Task EndAsync(CancellationToken cancellationToken)
        {
            await restore.EndAsync(cancellationToken);
            if (place != database)
                await target.RenameAsync(place, database, cancellationToken);
            _ended = true;
        }

        public async ValueTask DisposeAsync()
        {
            await restore.DisposeAsync();
            if (made && !_ended)
                _ = await target.DropAsync(place, session);
        }
    }
}
