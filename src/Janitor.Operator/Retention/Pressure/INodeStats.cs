using Janitor.Kubernetes.Core;

namespace Janitor.Operator.Retention.Pressure;

/// <summary>Asks kubelets.</summary>
internal interface INodeStats
{
    /// <summary>A node's summary.</summary>
    /// <exception cref="HttpRequestException">The kubelet cannot be reached, or refuses.</exception>
    Task<KubeletSummary> ReadAsync(Node node, CancellationToken cancellationToken);
}
