using Janitor.Api.Backups;

namespace Janitor.Engine.Backups;

/// <summary>Where a part is restored to.</summary>
public interface IPartTarget
{
    /// <summary>The target in words: <c>database app at db.media:5432</c>.</summary>
    string Description { get; }

    /// <summary>
    /// Whether what was there is as it was when a restore breaks off: then it is not needed to decode all of a part before it begins, besides comparing all that is stored.
    /// </summary>
    bool KeepsWhatIsThere { get; }

    /// <summary>Looks at what is there, and changes nothing.</summary>
    /// <param name="part">What is to be restored.</param>
    /// <param name="overwrite">What may be there.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What would happen, in words.</returns>
    /// <exception cref="BackupException">It cannot be restored there.</exception>
    Task<string> InspectAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken);

    /// <summary>Begins to restore.</summary>
    /// <exception cref="BackupException">It cannot be written.</exception>
    Task<IPartWriting> OpenAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken);
}
