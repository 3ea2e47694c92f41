using System.Collections.Concurrent;
using System.Globalization;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;
using Janitor.Kubernetes.Core;

namespace Janitor.Operator.Retention.Pressure;

/// <summary>
/// Asks kubelets directly, which takes the role <c>nodes/stats</c> alone; by way of the API server it would take <c>nodes/proxy</c>, with which one can
/// do anything on a node.
/// </summary>
/// <param name="cluster">How the API server is reached; kubelets take the same credentials.</param>
/// <param name="insecureTls">Whether any certificate is taken.</param>
/// <param name="time">The clock.</param>
internal sealed class KubeletStats(ClusterConnection cluster, bool insecureTls, TimeProvider time) : INodeStats, IDisposable
{
    private const int DefaultPort = 10250;

    private readonly ConcurrentDictionary<Uri, KubernetesClient> _clients = new();

    /// <inheritdoc/>
    public async Task<KubeletSummary> ReadAsync(Node node, CancellationToken cancellationToken)
    {
        if (AddressOf(node) is not { } address)
            throw new ApiException(0, string.Empty, $"node {node.Metadata.Name} has no internal address");
        var client = _clients.GetOrAdd(address, server => new KubernetesClient(
            cluster with { Server = server, SkipTlsVerification = insecureTls, TlsServerName = null, Proxy = null, UseProxy = false }, new KubernetesClientOptions(), time));
        return KubeletSummary.Read(await client.GetTextAsync("stats/summary", cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private static Uri? AddressOf(Node node)
    {
        var address = node.Status?.Addresses?.FirstOrDefault(address => address.Type == "InternalIP")?.Address;
        if (address is null)
            return null;
        var host = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"https://{host}:{node.Status!.DaemonEndpoints?.KubeletEndpoint?.Port ?? DefaultPort}"));
    }
}
