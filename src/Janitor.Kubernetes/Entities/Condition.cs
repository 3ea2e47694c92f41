using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;

namespace Janitor.Kubernetes.Entities;

/// <summary>One aspect of an object's state: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/ (Condition v1 meta).</summary>
public sealed record Condition
{
    /// <summary>What it is about: <c>Ready</c>.</summary>
    [Required]
    public string Type { get; set; } = string.Empty;

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    [Required]
    public string Status { get; set; } = string.Empty;

    /// <summary>The generation of the spec it speaks of.</summary>
    public long? ObservedGeneration { get; set; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    [Required]
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset LastTransitionTime { get; set; }

    /// <summary>Why, in one CamelCase word.</summary>
    [Required]
    public string Reason { get; set; } = string.Empty;

    /// <summary>Why, in words a person can act on; at most 32768 characters.</summary>
    [Required]
    public string Message { get; set; } = string.Empty;
}
