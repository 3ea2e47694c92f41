using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>A moment to go back to.</summary>
public sealed record RestorePoint
{
    /// <summary>The word for the newest backup.</summary>
    public const string Latest = "latest";

    /// <summary>The <see cref="BackupSchedule"/>, in the same namespace.</summary>
    [Required]
    [Length(1, 253)]
    public string Schedule { get; set; } = string.Empty;

    /// <summary>
    /// <c>latest</c> (the default), a time such as <c>2026-03-01T12:00:00Z</c> for the newest that was begun by then, or the name of a backup's folder.
    /// </summary>
    [Length(1, 64)]
    public string At { get; set; } = Latest;
}
