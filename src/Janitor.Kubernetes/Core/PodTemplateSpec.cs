using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>A pod that is to be made.</summary>
public sealed record PodTemplateSpec
{
    /// <summary>Its labels and annotations.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What it runs.</summary>
    public PodSpec Spec { get; set; } = new();
}
