using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>A machine of the cluster (v1).</summary>
[KubernetesEntity(Kind = "Node", ClusterScoped = true)]
public sealed record Node : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "Node";

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>How it is.</summary>
    public NodeStatus? Status { get; set; }
}
