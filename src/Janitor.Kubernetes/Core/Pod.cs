using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>Containers that run together on a node (v1).</summary>
[KubernetesEntity(Kind = "Pod")]
public sealed record Pod : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "Pod";

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What it runs.</summary>
    public PodSpec Spec { get; set; } = new();

    /// <summary>How it is.</summary>
    public PodStatus? Status { get; set; }
}
