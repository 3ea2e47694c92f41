using Janitor.Api.Notifications;
using Janitor.Api.Workers;
using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>What a <see cref="BackupSchedule"/> declares.</summary>
public sealed record BackupScheduleSpec
{
    /// <summary>The most of <see cref="History"/>.</summary>
    public const int MostHistory = 100;

    /// <summary>The most of <see cref="FailedHistory"/>.</summary>
    public const int MostFailedHistory = 20;

    /// <summary>What is backed up. All of it together is one backup: it counts when all of it was stored.</summary>
    [Required]
    [Items(1, 50)]
    public IReadOnlyList<BackupSource> Sources { get; set; } = [];

    /// <summary>Where backups are stored: below it in the folder <c>NAMESPACE/NAME/TIME</c>.</summary>
    [Required]
    [ValidationRule("self == oldSelf", "the destination cannot be changed: make another schedule for another destination")]
    public Target? Destination { get; set; }

    /// <summary>
    /// When: five cron fields or <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>, <c>@yearly</c>, as in CronJob. Only on demand when absent.
    /// </summary>
    [Length(1, 256)]
    public string? Schedule { get; set; }

    /// <summary>The IANA time zone of <see cref="Schedule"/>, and of the days, weeks, months and years of <see cref="Retention"/>; UTC when absent.</summary>
    [Length(1, 64)]
    public string? TimeZone { get; set; }

    /// <summary>A backup starts up to this much later than its time, to spread load; none by default.</summary>
    public Duration? Jitter { get; set; }

    /// <summary>How much later than its time a backup may still be started, when it could not be before; without bound when absent.</summary>
    public Duration? StartingDeadline { get; set; }

    /// <summary>True stops backups by schedule; false by default.</summary>
    public bool Suspend { get; set; }

    /// <summary>What happens when a backup's time comes while the one before it goes on; Forbid by default.</summary>
    public BackupConcurrency ConcurrencyPolicy { get; set; } = BackupConcurrency.Forbid;

    /// <summary>Which backups are kept; all when absent.</summary>
    public BackupRetention? Retention { get; set; }

    /// <summary>How what is stored is compressed; Zstd by default.</summary>
    public BackupCompression Compression { get; set; } = BackupCompression.Zstd;

    /// <summary>For whom what is stored is encrypted; not at all when absent.</summary>
    public BackupEncryption? Encryption { get; set; }

    /// <summary>What is done before and after each backup that the operator makes; nothing when absent. <c>janitor backup run</c> passes it over, and says so.</summary>
    public BackupHooks? Hooks { get; set; }

    /// <summary>Whom the operator tells what happens.</summary>
    [Items(0, 10)]
    public IReadOnlyList<Notification> Notify { get; set; } = [];

    /// <summary>When backups are proven; not by schedule when absent.</summary>
    public BackupVerification? Verify { get; set; }

    /// <summary>What becomes of what is stored when a Backup of this schedule is deleted: its own field says so, and gets this value when it is made. Retain by default.</summary>
    public BackupDeletionPolicy DeletionPolicy { get; set; }

    /// <summary>Good backups, the newest, that are there as Backup objects: 1 to 100, by default 100. At the destination there may be more.</summary>
    [Range(1, MostHistory)]
    public int History { get; set; } = MostHistory;

    /// <summary>Failed backups, the newest, that are there as Backup objects: 0 to 20, by default 3.</summary>
    [Range(0, MostFailedHistory)]
    public int FailedHistory { get; set; } = 3;

    /// <summary>How worker pods are made, in which backups run.</summary>
    public WorkerSpec? Worker { get; set; }
}
