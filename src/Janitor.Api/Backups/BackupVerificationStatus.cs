using System.Text.Json.Serialization;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Backups;

/// <summary>How proving backups is going.</summary>
public sealed record BackupVerificationStatus
{
    /// <summary>What goes on now; absent while nothing does.</summary>
    public ActiveBackupWork? Active { get; set; }

    /// <summary>The backup that was last proven, or found not to be what it should.</summary>
    public string? Backup { get; set; }

    /// <summary>When that ended.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Whether it was restored as well.</summary>
    public bool Restored { get; set; }

    /// <summary>The time in the schedule that was last seen to.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastScheduleTime { get; set; }

    /// <summary>When the next one is due.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? NextRunTime { get; set; }

    /// <summary>The value of the annotation <c>janitor.dev/verify-at</c> that was last acted on.</summary>
    public string? LastHandledVerifyAt { get; set; }
}
