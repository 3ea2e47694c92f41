namespace Janitor.Kubernetes.Core;

/// <summary>Names an object of any kind.</summary>
public sealed record ObjectReference
{
    /// <summary>Its group and version.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>Its kind.</summary>
    public string? Kind { get; set; }

    /// <summary>Its namespace; absent for cluster-scoped objects.</summary>
    public string? Namespace { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Its uid.</summary>
    public string? Uid { get; set; }
}
