namespace Janitor.Kubernetes.Reviews;

/// <summary>An object of the cluster, and what is done with it.</summary>
public sealed record ResourceAttributes
{
    /// <summary>The namespace.</summary>
    public string Namespace { get; set; } = string.Empty;

    /// <summary>What is done: <c>get</c>.</summary>
    public string Verb { get; set; } = string.Empty;

    /// <summary>The API group; empty for the core group.</summary>
    public string Group { get; set; } = string.Empty;

    /// <summary>The resource: <c>pods</c>.</summary>
    public string Resource { get; set; } = string.Empty;

    /// <summary>The object.</summary>
    public string Name { get; set; } = string.Empty;
}
