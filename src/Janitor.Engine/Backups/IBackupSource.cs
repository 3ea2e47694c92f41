namespace Janitor.Engine.Backups;

/// <summary>Something that is backed up: a server's databases, objects, a directory.</summary>
public interface IBackupSource
{
    /// <summary>What there is to store now: all databases are known only when the server is asked.</summary>
    /// <exception cref="BackupException">It cannot be read: nothing was stored yet.</exception>
    Task<IReadOnlyList<IPartSource>> FindPartsAsync(CancellationToken cancellationToken);
}
