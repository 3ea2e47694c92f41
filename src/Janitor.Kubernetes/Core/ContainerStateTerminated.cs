using System.Text.Json.Serialization;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>How a container ended.</summary>
public sealed record ContainerStateTerminated
{
    /// <summary>Its exit code.</summary>
    public int ExitCode { get; set; }

    /// <summary>In one word: <c>Completed</c>, <c>Error</c>, <c>OOMKilled</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>What it left in its termination message, at most 4096 bytes.</summary>
    public string? Message { get; set; }

    /// <summary>When it started.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? FinishedAt { get; set; }
}
