namespace Janitor.Api;

/// <summary>The part of Kubernetes object metadata that Janitor reads.</summary>
public sealed record ObjectMeta
{
    /// <summary>The object's name.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The object's namespace; <c>default</c> when absent.</summary>
    public string Namespace { get; set; } = "default";
}
