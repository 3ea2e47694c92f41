namespace Janitor.Engine.Backups;

/// <summary>
/// What a backup consists of. It is written last, as <c>manifest.json</c>: a folder without it is no backup. Its own SHA-256 is beside it in <c>manifest.sha256</c>, in the form of
/// <c>sha256sum</c>.
/// </summary>
public sealed record BackupManifest
{
    /// <summary>The form that this version writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The form. A higher one than <see cref="CurrentVersion"/> is refused.</summary>
    public required int Version { get; init; }

    /// <summary>Whose backup it is: <c>NAMESPACE/NAME</c> of the schedule.</summary>
    public required string Schedule { get; init; }

    /// <summary>When it began. Backups are ordered by it.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its last part was stored.</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>The version of Janitor that wrote it.</summary>
    public required string Janitor { get; init; }

    /// <summary>Its parts, in the order of the sources.</summary>
    public required IReadOnlyList<BackupPart> Parts { get; init; }

    /// <summary>How much it takes at the destination, in bytes.</summary>
    public long StoredSize() => Parts.Sum(part => part.Files.Sum(file => file.Size));

    /// <summary>How much it was before it was compressed, in bytes.</summary>
    public long PlainSize() => Parts.Sum(part => part.Plain.Size);
}
