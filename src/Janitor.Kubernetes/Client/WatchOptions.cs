namespace Janitor.Kubernetes.Client;

/// <summary>Which objects to watch, and from where. Bookmarks are always asked for.</summary>
public sealed record WatchOptions
{
    /// <summary>The namespace; all of them when null.</summary>
    public string? Namespace { get; init; }

    /// <inheritdoc cref="ListOptions.LabelSelector"/>
    public string? LabelSelector { get; init; }

    /// <inheritdoc cref="ListOptions.FieldSelector"/>
    public string? FieldSelector { get; init; }

    /// <summary>The version after which changes are sent.</summary>
    public required string ResourceVersion { get; init; }

    /// <summary>After how long the server ends the watch.</summary>
    public required TimeSpan Timeout { get; init; }
}
