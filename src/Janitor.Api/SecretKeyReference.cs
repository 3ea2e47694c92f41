namespace Janitor.Api;

/// <summary>One key of a Secret in the policy's own namespace.</summary>
public sealed record SecretKeyReference
{
    /// <summary>The Secret's name.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The key inside the Secret.</summary>
    public string Key { get; set; } = string.Empty;
}
