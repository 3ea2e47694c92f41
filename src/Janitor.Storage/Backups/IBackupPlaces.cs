using Janitor.Api;
using Janitor.Engine.Contents;

namespace Janitor.Storage.Backups;

/// <summary>What backups refer to, as it is reached from here. What is missing is told elsewhere, with the field that names it.</summary>
public interface IBackupPlaces
{
    /// <summary>The value of a Secret's key; null when it is missing.</summary>
    /// <param name="reference">The Secret and its key.</param>
    /// <param name="field">The field that refers to it.</param>
    string? FindSecret(SecretKeyReference reference, string field);

    /// <summary>What opens a bucket or a directory; null when something that it needs is missing.</summary>
    /// <param name="target">The bucket, or the directory.</param>
    /// <param name="field">The field that holds it.</param>
    Func<IContentStore>? FindStore(Target target, string field);

    /// <summary>The directory of a volume; null when it is not mounted here.</summary>
    /// <param name="volume">The volume, and the path in it.</param>
    /// <param name="field">The field that holds it.</param>
    string? FindDirectory(VolumeTarget volume, string field);
}
