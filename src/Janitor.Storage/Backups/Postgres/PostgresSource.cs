using System.Globalization;
using Janitor.Engine.Backups;
using Janitor.Storage.Programs;
using Npgsql;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>A PostgreSQL server that is backed up.</summary>
/// <param name="connection">What the Secret says: where the server is, and which database when no others are named.</param>
/// <param name="options">What of it.</param>
/// <param name="time">The clock; the system's by default.</param>
public sealed class PostgresSource(string connection, PostgresSourceOptions options, TimeProvider? time = null) : IBackupSource
{
    /// <summary>The name of the part that holds roles and tablespaces, after that of the source.</summary>
    public const string GlobalsName = "globals";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IPartSource>> FindPartsAsync(CancellationToken cancellationToken)
    {
        var server = new PostgresServerAccess(connection, BackupProblem.SourceFailed);
        var version = ExternalProgram.VersionAsync("pg_dump", cancellationToken);
        await using var first = await OpenBesideAsync(server, version, cancellationToken);
        var dumper = await CheckDumperAsync(server, first, version);
        var databases = options.AllDatabases ? await ListAsync(server, first, cancellationToken) : options.Databases is { Count: > 0 } named ? named : [server.Database];
        // Each is reached before the first is dumped: a name that is wrong is told at once.
        foreach (var database in databases.Where(database => database != server.Database))
            await (await server.OpenAsync(database, cancellationToken)).DisposeAsync();
        var description = $"PostgreSQL {first.PostgreSqlVersion.ToString(2)} at {server.Server}";
        return
        [
            .. options.Globals ? new IPartSource[] { new PostgresGlobals(server, description, options.Name + GlobalsName) } : [],
            .. databases.Select(database => new PostgresDump(server, description, database, options.Name + database, dumper, time ?? TimeProvider.System)),
        ];
    }

    private static async Task<NpgsqlConnection> OpenBesideAsync(PostgresServerAccess server, Task version, CancellationToken cancellationToken)
    {
        try
        {
            return await server.OpenAsync(server.Database, cancellationToken);
        }
        catch
        {
            // Nobody asks for it any more.
            await version.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>pg_dump refuses servers that are newer than itself, for it does not know what they have.</summary>
    private static async Task<string> CheckDumperAsync(PostgresServerAccess server, NpgsqlConnection connection, Task<string> asked)
    {
        try
        {
            var version = await asked;
            var major = int.Parse(version.Split('.')[0], CultureInfo.InvariantCulture);
            return connection.PostgreSqlVersion.Major <= major
                ? version
                : throw new BackupException(
                    BackupProblem.SourceFailed,
                    $"PostgreSQL at {server.Server} is of version {connection.PostgreSqlVersion.ToString(2)} and pg_dump only of {version}: take an image of Janitor with newer client programs");
        }
        catch (ProgramException problem)
        {
            throw new BackupException(BackupProblem.SourceFailed, problem.Message, problem);
        }
    }

    private static Task<IReadOnlyList<string>> ListAsync(PostgresServerAccess server, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        server.AskAsync<IReadOnlyList<string>>(connection, async open =>
        {
            await using var command = new NpgsqlCommand("select datname from pg_database where datallowconn and not datistemplate order by datname", open);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var names = new List<string>();
            while (await reader.ReadAsync(cancellationToken))
                names.Add(reader.GetString(0));
            return names;
        });
}
