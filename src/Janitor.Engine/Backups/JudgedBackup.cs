using Janitor.Api.Backups;

namespace Janitor.Engine.Backups;

/// <summary>A backup, and what its schedule's retention says of it.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="Verdict">The verdict; one whose manifest cannot be read is not good, and never expires.</param>
public sealed record JudgedBackup(StoredBackup Backup, BackupVerdict Verdict)
{
    /// <summary>Judges the backups of one schedule.</summary>
    /// <param name="schedule">The schedule, valid.</param>
    /// <param name="backups">All its backups.</param>
    /// <param name="now">The moment that ages are seen from.</param>
    /// <returns>Them, in their order.</returns>
    public static IReadOnlyList<JudgedBackup> Judge(BackupSchedule schedule, IReadOnlyList<StoredBackup> backups, DateTimeOffset now)
    {
        var zone = schedule.Spec.TimeZone is { } name ? TimeZoneInfo.FindSystemTimeZoneById(name) : TimeZoneInfo.Utc;
        var verdicts = BackupExpiry.Judge(schedule.Spec.Retention, [.. backups.Select(backup => (backup.Time, backup.Manifest is not null))], zone, now);
        return [.. backups.Zip(verdicts, (backup, verdict) => new JudgedBackup(backup, verdict))];
    }
}
