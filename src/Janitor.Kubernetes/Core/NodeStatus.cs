namespace Janitor.Kubernetes.Core;

/// <summary>How a node is.</summary>
public sealed record NodeStatus
{
    /// <summary>Where it is reached.</summary>
    public IReadOnlyList<NodeAddress>? Addresses { get; set; }

    /// <summary>The ports of its daemons.</summary>
    public NodeDaemonEndpoints? DaemonEndpoints { get; set; }
}
