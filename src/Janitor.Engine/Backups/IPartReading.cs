namespace Janitor.Engine.Backups;

/// <summary>A stream of a backup that is being read. Disposing it before its end breaks it off.</summary>
public interface IPartReading : IAsyncDisposable
{
    /// <summary>The bytes, neither compressed nor encrypted.</summary>
    Stream Content { get; }

    /// <summary>Ends the reading, after all bytes were read: a dump that failed ends, too.</summary>
    /// <exception cref="BackupException">It is not whole.</exception>
    Task<PartFacts> EndAsync(CancellationToken cancellationToken);
}
