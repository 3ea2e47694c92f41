using System.Text.Json.Serialization;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>How often an event happened.</summary>
public sealed record EventSeries
{
    /// <summary>How often, the first time included.</summary>
    public int Count { get; set; }

    /// <summary>When it happened last.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset LastObservedTime { get; set; }
}
