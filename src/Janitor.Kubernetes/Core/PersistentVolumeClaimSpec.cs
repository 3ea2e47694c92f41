namespace Janitor.Kubernetes.Core;

/// <summary>What is claimed.</summary>
public sealed record PersistentVolumeClaimSpec
{
    /// <summary><c>ReadWriteOnce</c>, <c>ReadOnlyMany</c>, <c>ReadWriteMany</c>, <c>ReadWriteOncePod</c>.</summary>
    public IReadOnlyList<string>? AccessModes { get; set; }

    /// <summary>The volume that it is bound to.</summary>
    public string? VolumeName { get; set; }
}
