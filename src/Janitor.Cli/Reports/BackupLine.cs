using Janitor.Engine.Backups;

namespace Janitor.Cli.Reports;

/// <summary>A backup as JSON tells it.</summary>
/// <param name="Schedule">Whose: <c>NAMESPACE/NAME</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Manifest">What it consists of; null when that cannot be read.</param>
/// <param name="Problem">Why not; null when it can.</param>
/// <param name="Message">The same in words.</param>
internal sealed record BackupLine(string Schedule, string Name, BackupManifest? Manifest, string? Problem, string? Message)
{
    public static BackupLine Of(StoredBackup backup) =>
        new(backup.Folder.Schedule, backup.Folder.Name, backup.Manifest, backup.Problem?.Reason.ToString(), backup.Problem?.Message);
}
