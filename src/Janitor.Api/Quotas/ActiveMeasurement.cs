using System.Text.Json.Serialization;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Quotas;

/// <summary>A measurement that goes on in a worker Job.</summary>
public sealed record ActiveMeasurement
{
    /// <summary>The Job.</summary>
    public string Job { get; set; } = string.Empty;

    /// <summary>The generation of the spec that it goes by.</summary>
    public long Generation { get; set; }

    /// <summary>The time in the schedule that it is for; absent when it is for a new spec alone.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? ScheduleTime { get; set; }

    /// <summary>When it was started.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset StartedAt { get; set; }
}
