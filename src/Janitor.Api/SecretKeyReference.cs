using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api;

/// <summary>One key of a Secret in the policy's own namespace.</summary>
public sealed record SecretKeyReference
{
    /// <summary>The Secret's name.</summary>
    [Required]
    [Length(1, 253)]
    public string Name { get; set; } = string.Empty;

    /// <summary>The key inside the Secret.</summary>
    [Required]
    [Length(1, 253)]
    public string Key { get; set; } = string.Empty;
}
