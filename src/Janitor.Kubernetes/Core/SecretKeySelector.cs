namespace Janitor.Kubernetes.Core;

/// <summary>A key of a Secret in the pod's namespace.</summary>
public sealed record SecretKeySelector
{
    /// <summary>The Secret.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The key.</summary>
    public string Key { get; set; } = string.Empty;

    /// <summary>True: the pod starts without it too.</summary>
    public bool? Optional { get; set; }
}
