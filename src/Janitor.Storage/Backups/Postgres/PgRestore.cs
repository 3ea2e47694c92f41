using Janitor.Engine.Backups;
using Janitor.Storage.Programs;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>pg_restore, for one database.</summary>
/// <param name="server">The server.</param>
/// <param name="database">The database.</param>
/// <param name="arguments">How it restores.</param>
/// <param name="options">What its sessions are told besides, as <c>-c name=value</c>.</param>
internal sealed class PgRestore(PostgresServerAccess server, string database, IReadOnlyList<string> arguments, string? options)
{
    /// <summary>How its sessions are called, and no others.</summary>
    public string Session { get; } = $"janitor restore {Guid.NewGuid():N}";

    /// <summary>Starts one.</summary>
    /// <param name="more">What this one is to do.</param>
    /// <exception cref="BackupException">It is not installed.</exception>
    public ExternalProgram Start(params IEnumerable<string> more)
    {
        try
        {
            var name = database.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
            var environment = server.Environment(database, Session);
            if (options is not null)
                environment["PGOPTIONS"] = $"{environment.GetValueOrDefault("PGOPTIONS")} {options}";
            return ExternalProgram.Start("pg_restore", ["--no-password", $"--dbname=dbname='{name}'", .. arguments, .. more], environment);
        }
        catch (ProgramException problem)
        {
            throw new BackupException(BackupProblem.TargetRefused, problem.Message, problem);
        }
    }

    /// <summary>Waits for the end of one.</summary>
    /// <exception cref="BackupException">It did not succeed.</exception>
    public static async Task EndAsync(ExternalProgram program, CancellationToken cancellationToken)
    {
        try
        {
            await program.EndAsync(cancellationToken);
        }
        catch (ProgramException problem)
        {
            throw new BackupException(BackupProblem.RestoreFailed, $"pg_restore says: {problem.Message}", problem);
        }
    }
}
