using System.Globalization;
using Janitor.Engine.Backups;

namespace Janitor.Cli.Commands;

/// <summary>Finds the backup that <c>--at</c> means.</summary>
internal static class ChosenBackup
{
    /// <summary>Finds it among those of a schedule.</summary>
    /// <exception cref="BackupException">There is none such, or its manifest cannot be read.</exception>
    public static StoredBackup Find(IReadOnlyList<StoredBackup> backups, string schedule, string at)
    {
        var found = at == "latest"
            ? backups.FirstOrDefault(backup => backup.Manifest is not null)
            : BackupFolder.IsName(at)
                ? backups.FirstOrDefault(backup => backup.Folder.Name == at)
                : DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                    ? backups.FirstOrDefault(backup => backup.Manifest is not null && backup.Time <= time)
                    : throw new BackupException(BackupProblem.NotFound, $"--at {at}: write latest, the name of a backup, or a time such as 2026-03-01T12:00:00Z");
        if (found is null)
            throw new BackupException(BackupProblem.NotFound, backups.Count == 0 ? $"{schedule} has no backups yet" : $"{schedule} has no backup {at}; janitor backup list shows those it has");
        return found.Problem is { } problem ? throw problem : found;
    }
}
