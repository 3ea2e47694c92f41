namespace Janitor.Engine.Backups;

/// <summary>A part that is being restored. Disposing it before its end breaks it off.</summary>
public interface IPartWriting : IAsyncDisposable
{
    /// <summary>Takes all the bytes. When it breaks off (<see cref="IOException"/>) it wants no more of them: whether that is well is known in the end.</summary>
    Stream Content { get; }

    /// <summary>What would be there if this were broken off now, in words: <c>nothing has changed, for it is one transaction</c>.</summary>
    string StateIfBroken { get; }

    /// <summary>Ends it, after all bytes were written that were wanted.</summary>
    /// <exception cref="BackupException">It did not succeed.</exception>
    Task EndAsync(CancellationToken cancellationToken);
}
