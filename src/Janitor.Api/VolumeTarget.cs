using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api;

/// <summary>A directory of a persistent volume claim in the policy's own namespace.</summary>
public sealed record VolumeTarget
{
    /// <summary>The claim's name.</summary>
    [Required]
    [Length(1, 253)]
    public string ClaimName { get; set; } = string.Empty;

    /// <summary>
    /// The directory inside the claim, relative, without <c>..</c>; the claim's root when empty (the default).
    /// It is created when missing and never removed.
    /// </summary>
    [Length(0, 4096)]
    public string Path { get; set; } = string.Empty;

    /// <summary>In words: <c>volume uploads/tmp</c>.</summary>
    public override string ToString() => Path.TrimEnd('/') is { Length: > 0 } path ? $"volume {ClaimName}/{path}" : $"volume {ClaimName}";
}
