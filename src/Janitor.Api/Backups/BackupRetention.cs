using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>
/// Which backups are kept: each that any of these rules keeps, as in restic. A rule of hours, days, weeks, months or years keeps the newest backup of each of the newest so many of them in which
/// there is one, in the schedule's time zone; weeks are those of ISO 8601 and begin on Monday. The newest good backup is always kept. With no rule all are kept.
/// </summary>
public sealed record BackupRetention
{
    /// <summary>The most that a rule can keep.</summary>
    public const int Most = 100_000;

    /// <summary>The newest so many.</summary>
    [Range(0, Most)]
    public int? KeepLast { get; set; }

    /// <summary>The newest of each of so many hours.</summary>
    [Range(0, Most)]
    public int? KeepHourly { get; set; }

    /// <summary>The newest of each of so many days.</summary>
    [Range(0, Most)]
    public int? KeepDaily { get; set; }

    /// <summary>The newest of each of so many weeks.</summary>
    [Range(0, Most)]
    public int? KeepWeekly { get; set; }

    /// <summary>The newest of each of so many months.</summary>
    [Range(0, Most)]
    public int? KeepMonthly { get; set; }

    /// <summary>The newest of each of so many years.</summary>
    [Range(0, Most)]
    public int? KeepYearly { get; set; }

    /// <summary>What is older goes, whatever the other rules say; with it alone, all that is younger is kept.</summary>
    public Duration? MaxAge { get; set; }

    /// <summary>The rules that count, by their fields' names.</summary>
    public IReadOnlyList<(string Name, int? Count)> Counts() =>
    [
        ("keepLast", KeepLast), ("keepHourly", KeepHourly), ("keepDaily", KeepDaily), ("keepWeekly", KeepWeekly), ("keepMonthly", KeepMonthly), ("keepYearly", KeepYearly),
    ];
}
