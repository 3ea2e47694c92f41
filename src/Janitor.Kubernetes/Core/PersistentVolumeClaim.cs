using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>A claim on storage (v1).</summary>
[KubernetesEntity(Kind = "PersistentVolumeClaim")]
public sealed record PersistentVolumeClaim : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "PersistentVolumeClaim";

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is claimed.</summary>
    public PersistentVolumeClaimSpec Spec { get; set; } = new();

    /// <summary>What was given.</summary>
    public PersistentVolumeClaimStatus? Status { get; set; }
}
