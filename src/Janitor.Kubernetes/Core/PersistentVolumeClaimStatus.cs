namespace Janitor.Kubernetes.Core;

/// <summary>What was given.</summary>
public sealed record PersistentVolumeClaimStatus
{
    /// <summary><c>Pending</c>, <c>Bound</c> or <c>Lost</c>.</summary>
    public string? Phase { get; set; }
}
