using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Backups;

/// <summary>What became of a <see cref="Restore"/>.</summary>
public sealed record RestoreStatus : IConditionedStatus
{
    /// <summary>The generation of the spec that all of this speaks of; -1 (the default) before it was first looked at.</summary>
    public long ObservedGeneration { get; set; } = -1;

    /// <summary>Ready: everything is restored. Reconciling, while it goes on, and Stalled, when it failed, exist only while true; the message says what state the target is in.</summary>
    [ListType("type")]
    [Items(0, 20)]
    public IReadOnlyList<Condition> Conditions { get; set; } = [];

    /// <summary>How far it has come.</summary>
    public BackupPhase Phase { get; set; }

    /// <summary>The Job that restores.</summary>
    public string? Job { get; set; }

    /// <summary>The folder of the backup that was chosen, once that is known.</summary>
    public string? Folder { get; set; }

    /// <summary>When its worker was started.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>How much has been done, as the worker said it last.</summary>
    public string? Progress { get; set; }

    /// <summary>What was done, or with <c>dryRun</c> would be: a sentence for each part, 20 at most.</summary>
    [Items(0, 20)]
    public IReadOnlyList<string> Plan { get; set; } = [];
}
