namespace Janitor.Kubernetes.Core;

/// <summary>Who a pod is.</summary>
public sealed record PodSecurityContext
{
    /// <summary>True: refuses to run as root.</summary>
    public bool? RunAsNonRoot { get; set; }

    /// <summary>The user.</summary>
    public long? RunAsUser { get; set; }

    /// <summary>The user's group.</summary>
    public long? RunAsGroup { get; set; }

    /// <summary>A further group, for which volumes are made writable.</summary>
    public long? FsGroup { get; set; }

    /// <summary><c>OnRootMismatch</c>: only when the root of a volume is not the group's yet.</summary>
    public string? FsGroupChangePolicy { get; set; }

    /// <summary>More groups.</summary>
    public IReadOnlyList<long>? SupplementalGroups { get; set; }

    /// <summary>Which system calls are allowed.</summary>
    public SeccompProfile? SeccompProfile { get; set; }
}
