using Janitor.Engine.Backups;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>A dump that is being restored. Disposing it before its end breaks it off.</summary>
internal interface IArchiveRestore : IAsyncDisposable
{
    /// <inheritdoc cref="IPartWriting.Content"/>
    Stream Content { get; }

    /// <summary>What a database that was there before would be if this were broken off now, in words.</summary>
    string StateIfBroken { get; }

    /// <summary>Ends it, after all bytes were written that were wanted.</summary>
    /// <exception cref="BackupException">It did not succeed.</exception>
    Task EndAsync(CancellationToken cancellationToken);
}
