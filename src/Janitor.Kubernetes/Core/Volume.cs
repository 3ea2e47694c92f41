namespace Janitor.Kubernetes.Core;

/// <summary>Something that containers can mount: one of these.</summary>
public sealed record Volume
{
    /// <summary>Its name in the pod.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>A claim.</summary>
    public PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; set; }

    /// <summary>A Secret, one file a key.</summary>
    public SecretVolumeSource? Secret { get; set; }

    /// <summary>An empty directory that goes with the pod.</summary>
    public EmptyDirVolumeSource? EmptyDir { get; set; }
}
