using System.Globalization;
using Janitor.Api.Backups;

namespace Janitor.Engine.Backups;

/// <summary>Finds the backup that a restore means.</summary>
public static class ChosenBackup
{
    /// <summary>How many a message names.</summary>
    private const int Named = 3;

    /// <summary>Finds it among those of a schedule.</summary>
    /// <param name="backups">Them, newest first.</param>
    /// <param name="schedule">The schedule, for messages.</param>
    /// <param name="at"><c>latest</c>, a name of a backup, or a time for the newest that was begun by then.</param>
    /// <exception cref="BackupException">There is none such, or its manifest cannot be read.</exception>
    public static StoredBackup Find(IReadOnlyList<StoredBackup> backups, string schedule, string at)
    {
        var found = at == RestorePoint.Latest
            ? backups.FirstOrDefault(backup => backup.Manifest is not null)
            : BackupFolder.IsName(at)
                ? backups.FirstOrDefault(backup => backup.Folder.Name == at)
                : IsTime(at, out var time)
                    ? backups.FirstOrDefault(backup => backup.Manifest is not null && backup.Time <= time)
                    : throw new BackupException(BackupProblem.NotFound, $"at {at}: write latest, the name of a backup, or a time such as 2026-03-01T12:00:00Z");
        if (found is null)
            throw new BackupException(BackupProblem.NotFound, backups.Count == 0 ? $"{schedule} has no backups yet" : $"{schedule} has no backup {at}; it has {string.Join(", ", backups.Take(Named).Select(backup => backup.Folder.Name))}{(backups.Count > Named ? " and older ones" : "")}");
        return found.Problem is { } problem ? throw problem : found;
    }

    /// <summary>Whether it is one of what <c>at</c> can be.</summary>
    public static bool IsPoint(string at) => at == RestorePoint.Latest || BackupFolder.IsName(at) || IsTime(at, out _);

    private static bool IsTime(string at, out DateTimeOffset time) => DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
