using System.Text.Json.Serialization;
using Janitor.Kubernetes.Entities;

namespace Janitor.Operator.Retention.Workers;

/// <summary>A Job of the cluster, as a catalog knows it.</summary>
public sealed record KnownJob
{
    /// <summary>Its name.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary><c>active</c>, <c>suspended</c>, <c>completed</c> or <c>failed</c>.</summary>
    public string State { get; set; } = string.Empty;

    /// <summary>When it got into this state.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset ChangedAt { get; set; }
}
