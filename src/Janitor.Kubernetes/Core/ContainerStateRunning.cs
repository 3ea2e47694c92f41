using System.Text.Json.Serialization;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>A container that runs.</summary>
public sealed record ContainerStateRunning
{
    /// <summary>Since when.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartedAt { get; set; }
}
