namespace Janitor.Api;

/// <summary>A Secret in the policy's own namespace.</summary>
public sealed record SecretReference
{
    /// <summary>The Secret's name.</summary>
    public string Name { get; set; } = string.Empty;
}
