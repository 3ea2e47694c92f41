namespace Janitor.Kubernetes.Core;

/// <summary>Something that containers can mount.</summary>
public sealed record Volume
{
    /// <summary>Its name in the pod.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>A claim.</summary>
    public PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; set; }
}
