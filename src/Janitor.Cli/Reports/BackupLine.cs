using Janitor.Engine.Backups;

namespace Janitor.Cli.Reports;

/// <summary>A backup as JSON tells it.</summary>
/// <param name="Schedule">Whose: <c>NAMESPACE/NAME</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Manifest">What it consists of; null when that cannot be read.</param>
/// <param name="Problem">Why not; null when it can.</param>
/// <param name="Message">The same in words.</param>
/// <param name="Kept">Whether retention keeps it; null when it was not asked, or says nothing of it: a backup whose manifest cannot be read is left.</param>
/// <param name="Reasons">Why, in words; null when it was not asked.</param>
/// <param name="Removed">Whether it was removed; null when nothing was to be removed.</param>
internal sealed record BackupLine(
    string Schedule, string Name, BackupManifest? Manifest, string? Problem, string? Message, bool? Kept = null, IReadOnlyList<string>? Reasons = null, bool? Removed = null)
{
    /// <summary>A backup alone.</summary>
    public static BackupLine Of(StoredBackup backup) =>
        new(backup.Folder.Schedule, backup.Folder.Name, backup.Manifest, backup.Problem?.Reason.ToString(), backup.Problem?.Message);

    /// <summary>A backup and what retention says of it.</summary>
    public static BackupLine Of(JudgedBackup judged) => Of(judged.Backup) with { Kept = judged.Verdict.IsGood ? judged.Verdict.Kept : null, Reasons = judged.Verdict.Reasons };

    /// <summary>A backup and what was done with it.</summary>
    /// <param name="pruned">What was done.</param>
    /// <param name="dryRun">Whether nothing was to be removed.</param>
    public static BackupLine Of(PrunedBackup pruned, bool dryRun)
    {
        var line = Of(new JudgedBackup(pruned.Backup, pruned.Verdict));
        return line with { Removed = dryRun ? null : pruned.Removed, Message = line.Message ?? pruned.Problem?.Message };
    }
}
