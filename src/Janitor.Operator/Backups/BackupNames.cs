using System.Globalization;
using Janitor.Api.Backups;

namespace Janitor.Operator.Backups;

/// <summary>The names of Backup objects: derived from schedule and cause, so that a restarted operator finds what it has made instead of making it again.</summary>
internal static class BackupNames
{
    /// <summary>Names of objects have 253 letters at most.</summary>
    private const int LongestSchedulePart = 220;

    /// <summary>That of a time in the schedule: <c>nightly-20260301030000</c>, in UTC.</summary>
    public static string ByTime(BackupSchedule schedule, DateTimeOffset time) => Named(schedule, time.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture));

    /// <summary>That of one that was asked for: by the annotation's value.</summary>
    public static string ByHand(BackupSchedule schedule, string value) => Named(schedule, $"manual-{ShortId.Of(schedule.Metadata.Uid, value)}");

    /// <summary>That of one that was found at the destination: <c>nightly-20260301t030000.000z</c>.</summary>
    public static string ByFolder(BackupSchedule schedule, string folder) => Named(schedule, folder.ToLowerInvariant());

    private static string Named(BackupSchedule schedule, string id)
    {
        var name = schedule.Metadata.Name;
        return $"{(name.Length <= LongestSchedulePart ? name : name[..LongestSchedulePart].TrimEnd('-', '.'))}-{id}";
    }
}
