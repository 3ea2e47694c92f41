using Janitor.Gateway.Quotas;
using Microsoft.Extensions.Logging;

namespace Janitor.Gateway.Hosting;

/// <summary>How the gateway runs.</summary>
public sealed record GatewaySettings
{
    /// <summary>The ledger's connection: a <c>postgres://</c> URI, libpq's keywords or Npgsql's. A secret.</summary>
    public required string Ledger { get; init; }

    /// <summary>The quotas and Secrets of files; null (the default) for those of a cluster.</summary>
    public QuotaDocuments? Quotas { get; init; }

    /// <summary>The cluster's kubeconfig file; null (the default): <c>KUBECONFIG</c>, the pod's service account, <c>~/.kube/config</c>, in this order.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The namespaces whose quotas are served; all when empty (the default).</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>The port of the API, 0 for any; 8080 by default.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The port of <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>, 0 for none; 8081 by default.</summary>
    public int HealthPort { get; init; } = 8081;

    /// <summary>The least that is logged; Information by default.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <inheritdoc/>
    public override string ToString() => nameof(GatewaySettings);
}
