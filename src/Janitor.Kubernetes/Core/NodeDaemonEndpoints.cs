namespace Janitor.Kubernetes.Core;

/// <summary>The ports of a node's daemons.</summary>
public sealed record NodeDaemonEndpoints
{
    /// <summary>The kubelet's.</summary>
    public DaemonEndpoint? KubeletEndpoint { get; set; }
}
