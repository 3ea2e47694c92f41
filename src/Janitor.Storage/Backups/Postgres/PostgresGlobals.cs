using Janitor.Engine.Backups;
using Janitor.Storage.Programs;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>Roles and tablespaces of a server.</summary>
/// <param name="server">The server.</param>
/// <param name="description">The server in words.</param>
/// <param name="name">The part's name.</param>
internal sealed class PostgresGlobals(PostgresServerAccess server, string description, string name) : IPartSource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public PartKind Kind => PartKind.PostgresGlobals;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public Task<IPartReading> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            string[] arguments = ["--globals-only", "--no-password", $"--database={server.Database}"];
            return Task.FromResult<IPartReading>(new Reading(ExternalProgram.Start("pg_dumpall", arguments, server.Environment(server.Database))));
        }
        catch (ProgramException problem)
        {
            throw new BackupException(BackupProblem.SourceFailed, problem.Message, problem);
        }
    }

    private sealed class Reading(ExternalProgram program) : IPartReading
    {
        public Stream Content => program.Output;

        public async Task<PartFacts> EndAsync(CancellationToken cancellationToken)
        {
            try
            {
                await program.EndAsync(cancellationToken);
                return new PartFacts { Tools = new Dictionary<string, string> { [program.Name] = await ExternalProgram.VersionAsync(program.Name, cancellationToken) } };
            }
            catch (ProgramException problem)
            {
                throw new BackupException(BackupProblem.SourceFailed, $"roles and tablespaces cannot be dumped (only a superuser may read passwords): {problem.Message}", problem);
            }
        }

        public ValueTask DisposeAsync() => program.DisposeAsync();
    }
}
