using System.Text.Json.Serialization;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>How far a Job is.</summary>
public sealed record JobStatus
{
    /// <summary><c>Complete</c> or <c>Failed</c> once it has ended; <c>Suspended</c>.</summary>
    public IReadOnlyList<Condition>? Conditions { get; set; }

    /// <summary>When the controller began with it.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>When it completed; absent when it failed.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? CompletionTime { get; set; }

    /// <summary>Pods that run or wait.</summary>
    public int Active { get; set; }

    /// <summary>Pods that succeeded.</summary>
    public int Succeeded { get; set; }

    /// <summary>Pods that failed.</summary>
    public int Failed { get; set; }
}
