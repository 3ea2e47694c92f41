namespace Janitor.Kubernetes.Core;

/// <summary>An empty directory that goes with the pod.</summary>
public sealed record EmptyDirVolumeSource
{
    /// <summary><c>Memory</c> for a tmpfs.</summary>
    public string? Medium { get; set; }

    /// <summary>How large it may get.</summary>
    public string? SizeLimit { get; set; }
}
