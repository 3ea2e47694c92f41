using System.Text.Json.Serialization;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Retention;

/// <summary>A run that is going on.</summary>
public sealed record ActiveRun
{
    /// <summary>The run's identity; the same run has the same after a restart of the operator. A worker Job is named by it.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>Why it was started.</summary>
    public RunTrigger Trigger { get; set; }

    /// <summary>Whether it was asked for as a preview: it changes nothing, and is not one of the policy's runs.</summary>
    [JsonIgnore]
    public bool IsPreview => Trigger == RunTrigger.Plan;

    /// <summary>What caused it: the time in the schedule, the annotation's value, the generation, the Job that ended.</summary>
    public string Cause { get; set; } = string.Empty;

    /// <summary>The generation of the spec it runs by.</summary>
    public long Generation { get; set; }

    /// <summary>When it was started.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>The Job that it takes place in; absent for a run in the operator itself.</summary>
    public string? Job { get; set; }

    /// <summary>How often it was started: 1 at first, one more each time it ended without a result, as when its worker was killed.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>Before this it is not started again; absent while it goes on.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? NotBefore { get; set; }
}
