namespace Janitor.Engine.Backups;

/// <summary>A stream on its way through compression and encryption, or back. Disposing it before its end breaks it off.</summary>
public interface IPartCoding : IAsyncDisposable
{
    /// <summary>Takes the bytes; to be disposed of after the last.</summary>
    Stream Input { get; }

    /// <summary>Gives what becomes of them.</summary>
    Stream Output { get; }

    /// <summary>Ends it, after all of <see cref="Output"/> was read.</summary>
    /// <exception cref="BackupException">It did not succeed: a wrong key, or bytes that no such program has written.</exception>
    Task EndAsync(CancellationToken cancellationToken);
}
