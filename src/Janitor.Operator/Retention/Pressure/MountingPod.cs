using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Workers;

namespace Janitor.Operator.Retention.Pressure;

/// <summary>A pod as far as pressure is concerned: where it is, and which claims it has mounted. All pods are watched, so no more of them is held.</summary>
[KubernetesEntity(Kind = "Pod")]
internal sealed record MountingPod : IKubernetesObject
{
    /// <summary>The index by claim: <c>namespace/name</c>.</summary>
    public const string ClaimIndex = "claim";

    /// <summary>Those that run.</summary>
    public const string FieldSelector = "status.phase=Running";

    /// <summary>Not our own workers, which come and go.</summary>
    public const string LabelSelector = $"{WorkerJob.ManagedByLabel}!={WorkerJob.ManagedBy}";

    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "Pod";

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>The part of its spec that counts.</summary>
    public MountingPodSpec Spec { get; set; } = new();

    /// <summary>The claims that it has mounted, as <see cref="ClaimIndex"/> has them.</summary>
    public IEnumerable<string> Claims() =>
        Spec.Volumes.Where(volume => volume.PersistentVolumeClaim is not null).Select(volume => $"{Metadata.Namespace}/{volume.PersistentVolumeClaim!.ClaimName}");

    /// <summary>The pod without what nobody needs.</summary>
    public MountingPod Reduced() => this with
    {
        Metadata = new ObjectMeta { Name = Metadata.Name, Namespace = Metadata.Namespace, Uid = Metadata.Uid, ResourceVersion = Metadata.ResourceVersion },
        Spec = Spec with { Volumes = [.. Spec.Volumes.Where(volume => volume.PersistentVolumeClaim is not null)] },
    };

    /// <summary>Where it is, and what it can mount.</summary>
    internal sealed record MountingPodSpec
    {
        /// <summary>The node that it is on.</summary>
        public string? NodeName { get; set; }

        /// <summary>What it can mount.</summary>
        public IReadOnlyList<Volume> Volumes { get; set; } = [];
    }
}
