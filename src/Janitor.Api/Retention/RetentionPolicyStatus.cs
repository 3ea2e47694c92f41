using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Retention;

/// <summary>What became of a <see cref="RetentionPolicy"/>.</summary>
public sealed record RetentionPolicyStatus : IConditionedStatus
{
    /// <summary>The generation of the spec that all of this speaks of; -1 (the default) before it was first looked at.</summary>
    public long ObservedGeneration { get; set; } = -1;

    /// <summary>
    /// Ready: the spec is accepted and what it depends on can be reached. LastRunSucceeded: what the last run did. Reconciling and Stalled exist only while
    /// true. StoragePressure: the volume is fuller than a capacity rule or limits.minFree allows.
    /// </summary>
    [ListType("type")]
    [Items(0, 20)]
    public IReadOnlyList<Condition> Conditions { get; set; } = [];

    /// <summary>What the policy keeps, which cannot change: <c>volume scratch/clips</c>, <c>bucket videos/processed/ at https://s3.example.com</c>.</summary>
    public string? Target { get; set; }

    /// <summary>The run that is going on; absent between runs.</summary>
    public ActiveRun? ActiveRun { get; set; }

    /// <summary>The last run that ended.</summary>
    public RunSummary? LastRun { get; set; }

    /// <summary>The runs that ended before, the newest first, as many as <c>spec.history</c> says.</summary>
    [Items(0, 100)]
    public IReadOnlyList<RunRecord> History { get; set; } = [];

    /// <summary>The last preview that was asked for: what a run would have done then, whatever <c>spec.mode</c> says.</summary>
    public RunSummary? LastPlan { get; set; }

    /// <summary>The time in the schedule that a run was last started, or skipped, for.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastScheduleTime { get; set; }

    /// <summary>When the next run is due by the schedule, jitter included.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? NextRunTime { get; set; }

    /// <summary>When a run last ended that did all it had to.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastSuccessfulTime { get; set; }

    /// <summary>The value of the annotation <c>janitor.dev/run-at</c> that a run was last started for.</summary>
    public string? LastHandledRunAt { get; set; }

    /// <summary>The value of the annotation <c>janitor.dev/plan-at</c> that a preview was last started for.</summary>
    public string? LastHandledPlanAt { get; set; }

    /// <summary>How many times of the schedule were passed over because a run was still going on.</summary>
    public long SkippedRuns { get; set; }
}
