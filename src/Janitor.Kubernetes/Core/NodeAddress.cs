namespace Janitor.Kubernetes.Core;

/// <summary>Where a node is reached.</summary>
public sealed record NodeAddress
{
    /// <summary><c>InternalIP</c>, <c>Hostname</c>, <c>ExternalIP</c> and others.</summary>
    public string Type { get; set; } = string.Empty;

    /// <summary>The address.</summary>
    public string Address { get; set; } = string.Empty;
}
