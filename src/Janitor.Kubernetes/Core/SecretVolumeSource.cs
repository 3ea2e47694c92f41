namespace Janitor.Kubernetes.Core;

/// <summary>A Secret as a volume.</summary>
public sealed record SecretVolumeSource
{
    /// <summary>The Secret.</summary>
    public string SecretName { get; set; } = string.Empty;

    /// <summary>True: the pod starts without it too.</summary>
    public bool? Optional { get; set; }
}
