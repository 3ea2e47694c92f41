using Janitor.Engine.Backups;
using Janitor.Storage.Programs;
using Npgsql;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>A database that is dumped.</summary>
/// <param name="server">The server.</param>
/// <param name="description">The server in words.</param>
/// <param name="database">The database.</param>
/// <param name="name">The part's name.</param>
/// <param name="dumper">The version of pg_dump.</param>
/// <param name="time">The clock.</param>
internal sealed class PostgresDump(PostgresServerAccess server, string description, string database, string name, string dumper, TimeProvider time) : IPartSource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public PartKind Kind => PartKind.PostgresDatabase;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public async Task<IPartReading> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(database, cancellationToken);
        try
        {
            var snapshot = await server.AskAsync(connection, async open =>
            {
                await using var begin = new NpgsqlCommand("begin transaction isolation level repeatable read, read only", open);
                await begin.ExecuteNonQueryAsync(cancellationToken);
                await using var export = new NpgsqlCommand("select pg_export_snapshot()", open);
                return (string)(await export.ExecuteScalarAsync(cancellationToken))!;
            });
            // Not compressed: zstd does that better, and on all cores.
            string[] arguments = ["--format=custom", "--compress=0", "--no-password", $"--snapshot={snapshot}"];
            var program = ExternalProgram.Start("pg_dump", arguments, server.Environment(database));
            return new Reading(server, connection, program, new DumpStream(program.Output, program.HasWideOutput, time), dumper, cancellationToken);
        }
        catch (ProgramException problem)
        {
            await connection.DisposeAsync();
            throw new BackupException(BackupProblem.SourceFailed, problem.Message, problem);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The dump, and beside it what it should hold, in the same snapshot.</summary>
    private sealed class Reading(PostgresServerAccess server, NpgsqlConnection connection, ExternalProgram program, DumpStream dump, string dumper, CancellationToken cancellationToken)
        : IPartReading
    {
        private readonly Task<DatabaseCensus> _census = server.AskAsync(connection, open => DatabaseCensus.BeginAsync(open, cancellationToken));

        public Stream Content => dump;

        public async Task<PartFacts> EndAsync(CancellationToken cancellationToken)
        {
            try
            {
                await program.EndAsync(cancellationToken);
            }
            catch (ProgramException problem)
            {
                // A question that was refused took the snapshot along, and what the dump says is only that it has gone.
                if (_census.IsFaulted)
                    await _census;
                throw new BackupException(BackupProblem.SourceFailed, $"database {connection.Database} cannot be dumped: {problem.Message}", problem);
            }

            var census = await _census;
            var content = await server.AskAsync(connection, open => census.EndAsync(open, dump.Rows.ByTable, cancellationToken));
            return new PartFacts { Tools = new Dictionary<string, string> { ["pg_dump"] = dumper }, Database = content };
        }

        public async ValueTask DisposeAsync()
        {
            await program.DisposeAsync();
            await ((Task)_census).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await connection.DisposeAsync();
        }
    }
}
