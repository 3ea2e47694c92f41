using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api;

/// <summary>A Secret in the policy's own namespace.</summary>
public sealed record SecretReference
{
    /// <summary>The Secret's name.</summary>
    [Required]
    [Length(1, 253)]
    public string Name { get; set; } = string.Empty;
}
