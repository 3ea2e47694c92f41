using Janitor.Gateway.Quotas;
using Microsoft.Extensions.Logging;

namespace Janitor.Gateway.Hosting;

/// <summary>How the gateway runs.</summary>
public sealed record GatewaySettings
{
    /// <summary>The ledger's connection: a <c>postgres://</c> URI, libpq's keywords or Npgsql's. A secret.</summary>
    public required string Ledger { get; init; }

    /// <summary>The quotas and Secrets.</summary>
    public required QuotaDocuments Quotas { get; init; }

    /// <summary>The port of the API, 0 for any; 8080 by default.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The port of <c>/healthz</c> and <c>/readyz</c>, 0 for any; 8081 by default.</summary>
    public int HealthPort { get; init; } = 8081;

    /// <summary>The least that is logged; Information by default.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <inheritdoc/>
    public override string ToString() => nameof(GatewaySettings);
}
