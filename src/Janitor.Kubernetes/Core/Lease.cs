using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>Says who holds something, and for how long (coordination.k8s.io/v1).</summary>
[KubernetesEntity(Group = "coordination.k8s.io", Kind = "Lease")]
public sealed record Lease : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "coordination.k8s.io/v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "Lease";

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Who, and how long.</summary>
    public LeaseSpec? Spec { get; set; }
}
