namespace Janitor.Kubernetes.Client;

/// <summary>One of the things that were wrong with a request.</summary>
public sealed record ApiStatusCause
{
    /// <summary>In one CamelCase word.</summary>
    public string? Reason { get; set; }

    /// <summary>In words.</summary>
    public string? Message { get; set; }

    /// <summary>The field of the object that is wrong: <c>spec.size</c>.</summary>
    public string? Field { get; set; }
}
