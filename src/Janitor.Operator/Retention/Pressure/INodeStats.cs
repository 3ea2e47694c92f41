using Janitor.Kubernetes.Core;

namespace Janitor.Operator.Retention.Pressure;

/// <summary>Asks kubelets.</summary>
internal interface INodeStats
{
    /// <summary>A node's summary.</summary>
    /// <exception cref="Janitor.Kubernetes.Client.ApiException">The kubelet cannot be reached, or refuses.</exception>
    Task<KubeletSummary> ReadAsync(Node node, CancellationToken cancellationToken);
}
