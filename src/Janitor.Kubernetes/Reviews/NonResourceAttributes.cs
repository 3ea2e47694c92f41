namespace Janitor.Kubernetes.Reviews;

/// <summary>A path of a server, and what is done with it.</summary>
public sealed record NonResourceAttributes
{
    /// <summary>The path.</summary>
    public string Path { get; set; } = string.Empty;

    /// <summary>What is done.</summary>
    public string Verb { get; set; } = string.Empty;
}
