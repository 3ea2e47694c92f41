namespace Janitor.Kubernetes.Core;

/// <summary>Where a volume is in a container.</summary>
public sealed record VolumeMount
{
    /// <summary>The volume.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Where it is.</summary>
    public string MountPath { get; set; } = string.Empty;

    /// <summary>True: to be read only.</summary>
    public bool? ReadOnly { get; set; }
}
