using System.Text.Json.Serialization;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Retention;

/// <summary>A run that ended, in short.</summary>
public record RunRecord
{
    /// <summary>The run's identity.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>Why it was started.</summary>
    public RunTrigger Trigger { get; set; }

    /// <inheritdoc cref="ActiveRun.IsPreview"/>
    [JsonIgnore]
    public bool IsPreview => Trigger == RunTrigger.Plan;

    /// <summary>What caused it: the time in the schedule, the annotation's value, the generation, the uid of the Job that ended.</summary>
    public string Cause { get; set; } = string.Empty;

    /// <summary>The generation of the spec it ran by.</summary>
    public long Generation { get; set; }

    /// <summary>Whether the spec changed while it went on; the new one is run right after.</summary>
    public bool Overtaken { get; set; }

    /// <summary>When it was started.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When it ended.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset FinishedAt { get; set; }

    /// <summary>Whether nothing was to be changed.</summary>
    public bool DryRun { get; set; }

    /// <summary><c>Succeeded</c>, <c>Partial</c>: some of what was to be done was not; <c>Failed</c>: none was.</summary>
    public string Outcome { get; set; } = string.Empty;

    /// <summary>Items that were looked at. Folders in which no rule can select anything are left out, unless something has to be judged on the whole.</summary>
    public long Scanned { get; set; }

    /// <summary>Items that rules selected.</summary>
    public long Selected { get; set; }

    /// <summary>Items that were deleted or moved.</summary>
    public long Acted { get; set; }

    /// <summary>Items that could not be deleted or moved.</summary>
    public long Failed { get; set; }

    /// <summary>Bytes that this freed.</summary>
    public long BytesFreed { get; set; }

    /// <summary>Why the run did less than its rules select, in one word; absent when it did all.</summary>
    public string? StopReason { get; set; }

    /// <summary>The same in words; absent when there is nothing to say.</summary>
    public string? Message { get; set; }
}
