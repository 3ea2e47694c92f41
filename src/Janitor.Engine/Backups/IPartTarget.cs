using Janitor.Api.Backups;

namespace Janitor.Engine.Backups;

/// <summary>Where a part is restored to.</summary>
public interface IPartTarget
{
    /// <summary>The target in words: <c>database app at db.media:5432</c>.</summary>
    string Description { get; }

    /// <summary>Looks at what is there, and changes nothing.</summary>
    /// <param name="part">What is to be restored.</param>
    /// <param name="overwrite">What may be there.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What would happen, in words.</returns>
    /// <exception cref="BackupException">It cannot be restored there.</exception>
    Task<string> InspectAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken);

    /// <summary>Takes all of a part, decoded, before any of it is restored, and changes nothing; what it is given last was compared.</summary>
    /// <returns>Null where what was there is as it was when a restore breaks off: then all that is stored is compared, and only its beginning decoded.</returns>
    /// <exception cref="BackupException">On writing: it cannot be restored there.</exception>
    Stream? Rehearse();

    /// <summary>Begins to restore.</summary>
    /// <exception cref="BackupException">It cannot be written.</exception>
    Task<IPartWriting> OpenAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken);
}
