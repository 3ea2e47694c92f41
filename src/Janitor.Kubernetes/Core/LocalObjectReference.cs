namespace Janitor.Kubernetes.Core;

/// <summary>The name of an object in the same namespace.</summary>
public sealed record LocalObjectReference
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = string.Empty;
}
