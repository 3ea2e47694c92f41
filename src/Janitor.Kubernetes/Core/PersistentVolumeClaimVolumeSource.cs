namespace Janitor.Kubernetes.Core;

/// <summary>A claim as a volume.</summary>
public sealed record PersistentVolumeClaimVolumeSource
{
    /// <summary>The claim.</summary>
    public string ClaimName { get; set; } = string.Empty;

    /// <summary>True: mounted to be read only.</summary>
    public bool? ReadOnly { get; set; }
}
