using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Backups;

/// <summary>What became of a <see cref="BackupSchedule"/>.</summary>
public sealed record BackupScheduleStatus : IConditionedStatus
{
    /// <summary>The generation of the spec that all of this speaks of; -1 (the default) before it was first looked at.</summary>
    public long ObservedGeneration { get; set; } = -1;

    /// <summary>
    /// Ready: the spec is accepted, what it depends on is there, and the destination could be read. LastRunSucceeded: what the last backup came to. BackupFresh: False when the newest
    /// good one is older than two intervals of the schedule. Verified: what the last verification found. Reconciling and Stalled exist only while true.
    /// </summary>
    [ListType("type")]
    [Items(0, 20)]
    public IReadOnlyList<Condition> Conditions { get; set; } = [];

    /// <summary>When the last backup that succeeded ended.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastSuccessfulTime { get; set; }

    /// <summary>The time in the schedule that was last seen to.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastScheduleTime { get; set; }

    /// <summary>When the next backup is due, jitter included.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? NextRunTime { get; set; }

    /// <summary>The value of the annotation <c>janitor.dev/run-at</c> that was last acted on.</summary>
    public string? LastHandledRunAt { get; set; }

    /// <summary>The backups that go on.</summary>
    [Items(0, 20)]
    public IReadOnlyList<string> Active { get; set; } = [];

    /// <summary>The newest good backup.</summary>
    public string? LastBackup { get; set; }

    /// <summary>How many good backups there are.</summary>
    public long Backups { get; set; }

    /// <summary>How much they take at the destination, in bytes.</summary>
    public long StoredBytes { get; set; }

    /// <summary>Times of the schedule that came while a backup was going on, and were passed over.</summary>
    public long SkippedRuns { get; set; }

    /// <summary>When the destination was last read, so that what is there is known.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? CatalogReadAt { get; set; }

    /// <summary>The Job that reads the destination; absent while none does.</summary>
    public ActiveBackupWork? Reading { get; set; }

    /// <summary>How proving backups is going; absent before the first time.</summary>
    public BackupVerificationStatus? Verification { get; set; }
}
