namespace Janitor.Engine.Backups;

/// <summary>A backup at its destination.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Manifest">What it consists of; null when that cannot be read.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
public sealed record StoredBackup(BackupFolder Folder, BackupManifest? Manifest, BackupException? Problem)
{
    /// <summary>The SHA-256 of the manifest as it is stored, in hexadecimal; null of one that was only listed.</summary>
    public string? ManifestSha256 { get; init; }

    /// <summary>When it was begun, by its manifest; the least there is when that cannot be read.</summary>
    public DateTimeOffset Time => Manifest?.StartedAt ?? DateTimeOffset.MinValue;
}
