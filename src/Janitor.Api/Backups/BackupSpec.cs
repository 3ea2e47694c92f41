using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>Which backup a <see cref="Backup"/> is.</summary>
public sealed record BackupSpec
{
    /// <summary>The <see cref="BackupSchedule"/>, in the same namespace, that says what is backed up, and where to.</summary>
    [Required]
    [Length(1, 253)]
    [ValidationRule("self == oldSelf", "a backup stays with its schedule: make another one")]
    public string Schedule { get; set; } = string.Empty;

    /// <summary>
    /// Of one that is at the destination already, the last part of its folder's name, such as <c>20260301T030000.000Z</c>: nothing is backed up then. Absent of one that is to be made.
    /// </summary>
    [Length(20, 20)]
    [ValidationRule("self == oldSelf", "a backup stays where it is stored")]
    public string? Folder { get; set; }

    /// <summary>What becomes of what is stored when this object is deleted; Retain by default.</summary>
    public BackupDeletionPolicy DeletionPolicy { get; set; }

    /// <summary>True ends a backup that is being made; what it has stored is removed. False by default; of no effect on one that has come to its end.</summary>
    public bool Cancel { get; set; }
}
