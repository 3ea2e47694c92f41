using System.Text.Json.Serialization;

namespace Janitor.Api.Notifications;

/// <summary>What a webhook can be told.</summary>
[JsonConverter(typeof(NameConverter<NotificationEvent>))]
public enum NotificationEvent
{
    /// <summary>A run or a backup did all it had to.</summary>
    Succeeded,

    /// <summary>A run did some of what it had to, and some of it failed.</summary>
    Partial,

    /// <summary>A run or a backup failed.</summary>
    Failed,

    /// <summary>A run or a backup succeeded after one that did not, or a volume that was too full no longer is.</summary>
    Recovered,

    /// <summary>A run left something for the next because of <c>limits.maxDeletions</c>, or did nothing because of <c>limits.maxDeletePercent</c>.</summary>
    LimitReached,

    /// <summary>A volume is fuller than a capacity rule or <c>limits.minFree</c> allows.</summary>
    Pressure,

    /// <summary>The newest good backup is older than its schedule allows.</summary>
    BackupStale,

    /// <summary>A backup is not what was stored, or cannot be restored.</summary>
    VerificationFailed,

    /// <summary>Something was restored.</summary>
    RestoreSucceeded,

    /// <summary>Something could not be restored.</summary>
    RestoreFailed,
}
