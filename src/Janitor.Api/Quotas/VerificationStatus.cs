using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Quotas;

/// <summary>What the last verification found.</summary>
public sealed record VerificationStatus
{
    /// <summary>When the last one that has ended began.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastRun { get; set; }

    /// <summary>When it ended.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The time in the schedule that was last seen to.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastScheduleTime { get; set; }

    /// <summary>When the next one is due, jitter included.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? NextRunTime { get; set; }

    /// <summary>When all objects had last been read, each in its turn.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? CycleCompletedAt { get; set; }

    /// <summary>Objects that were looked at.</summary>
    public long Checked { get; set; }

    /// <summary>Bytes that were read.</summary>
    public long BytesRead { get; set; }

    /// <summary>Objects with other content than booked.</summary>
    public long Corrupt { get; set; }

    /// <summary>Objects that are shorter than booked.</summary>
    public long Truncated { get; set; }

    /// <summary>Objects whose SHA-256 is booked, and that are not there.</summary>
    public long Missing { get; set; }

    /// <summary>Objects that could not be read, and folders that could not be listed.</summary>
    public long Unreadable { get; set; }

    /// <summary>Objects that are there and not booked; the next measurement books them.</summary>
    public long Unknown { get; set; }

    /// <summary>Objects whose SHA-256 nobody knows, so that they were not read.</summary>
    public long Unhashed { get; set; }

    /// <summary>Damaged objects that were found since all had last been read.</summary>
    public long DamagedInCycle { get; set; }

    /// <summary>Damaged objects that were found when all were last read.</summary>
    public long DamagedInLastCycle { get; set; }

    /// <summary>Some of what was wrong in the last run: path and outcome, 10 at most.</summary>
    [Items(0, 10)]
    public IReadOnlyList<string> Sample { get; set; } = [];

    /// <summary>Why the last run did not come to its end; absent when it did.</summary>
    public string? Message { get; set; }
}
