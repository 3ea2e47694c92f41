using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>A task that runs to its end in a pod (batch/v1). Fields that are not needed here are left out, as in all of these classes.</summary>
[KubernetesEntity(Group = "batch", Kind = "Job")]
public sealed record Job : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "batch/v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "Job";

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is to run.</summary>
    public JobSpec Spec { get; set; } = new();

    /// <summary>How far it is.</summary>
    public JobStatus? Status { get; set; }
}
