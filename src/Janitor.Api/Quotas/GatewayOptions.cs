using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>How the gateway serves a quota's tenants.</summary>
public sealed record GatewayOptions
{
    /// <summary>What a check answers while the ledger cannot be asked; Closed by default.</summary>
    public FailurePolicy FailurePolicy { get; set; } = FailurePolicy.Closed;

    /// <summary>Requests a second that one API key may send, 1 to 100,000, with bursts of twice as many; 100 by default.</summary>
    [Range(1, 100_000)]
    public int RequestsPerSecond { get; set; } = 100;
}
