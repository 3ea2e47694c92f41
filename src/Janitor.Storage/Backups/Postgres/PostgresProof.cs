using System.Globalization;
using Janitor.Engine.Backups;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>Proves a backup by restoring it: into a database that is made for it, compared with what the manifest says, and dropped.</summary>
/// <param name="connection">What the Secret of the scratch server says.</param>
/// <param name="time">The clock.</param>
public sealed class PostgresProof(string connection, TimeProvider time)
{
    private const string Prefix = "janitor_verify_";

    /// <summary>Restores each database of a backup, and compares.</summary>
    /// <param name="backup">Which.</param>
    /// <param name="restore">Restores.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BackupException">It cannot be restored, or what comes out is not what went in.</exception>
    public async Task RunAsync(StoredBackup backup, RestoreRun restore, CancellationToken cancellationToken)
    {
        var server = new PostgresTarget(connection, new PostgresTargetOptions());
        // Of those that were killed; one that is in use is somebody's.
        foreach (var prefix in (string[])[Prefix, PostgresTarget.Unfinished + Prefix])
        {
            foreach (var left in await server.ListAsync(prefix.Replace("_", "\\_", StringComparison.Ordinal) + "%", cancellationToken))
                _ = await server.DropAsync(left);
        }

        foreach (var part in backup.Manifest!.Parts.Where(part => part.Kind == PartKind.PostgresDatabase))
            await ProveAsync(backup.Folder, part, restore, cancellationToken);
    }

    private async Task ProveAsync(BackupFolder folder, BackupPart part, RestoreRun restore, CancellationToken cancellationToken)
    {
        var database = Prefix + time.GetUtcNow().ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);
        var target = new PostgresTarget(connection, new PostgresTargetOptions { Database = database, NoOwner = true, IsScratch = true });
        try
        {
            await restore.RunAsync(folder, [(part, target)], cancellationToken);
            if (DatabaseCensus.Difference(part.Database!, await target.CountAsync(database, cancellationToken)) is { } difference)
                throw new BackupException(BackupProblem.Different, $"{part.Name} was restored to {target.Description}, and is not what was backed up: {difference}");
        }
        finally
        {
            _ = await target.DropAsync(database);
        }
    }
}
