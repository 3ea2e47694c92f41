namespace Janitor.Kubernetes.Entities;

/// <summary>An object without which another is removed by the garbage collector. It lies in the same namespace, or is cluster-scoped.</summary>
public sealed record OwnerReference
{
    /// <summary>The owner's group and version.</summary>
    public string ApiVersion { get; set; } = string.Empty;

    /// <summary>The owner's kind.</summary>
    public string Kind { get; set; } = string.Empty;

    /// <summary>The owner's name.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The owner's uid.</summary>
    public string Uid { get; set; } = string.Empty;

    /// <summary>True for the one owner that manages the object.</summary>
    public bool? Controller { get; set; }

    /// <summary>True: the owner, deleted in the foreground, waits for this object to go.</summary>
    public bool? BlockOwnerDeletion { get; set; }
}
