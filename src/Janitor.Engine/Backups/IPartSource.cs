namespace Janitor.Engine.Backups;

/// <summary>One stream of a backup.</summary>
public interface IPartSource
{
    /// <summary>Its name, by which a restore chooses it: the database's, the bucket's, the claim's, or <c>globals</c>.</summary>
    string Name { get; }

    /// <summary>What it holds.</summary>
    PartKind Kind { get; }

    /// <summary>Where it comes from, in words.</summary>
    string Description { get; }

    /// <summary>Begins to read it.</summary>
    /// <exception cref="BackupException">It cannot be read.</exception>
    Task<IPartReading> OpenAsync(CancellationToken cancellationToken);
}
