using Janitor.Operator.Workers;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Hosting;

/// <summary>What an operator is told when it is started.</summary>
public sealed record OperatorSettings
{
    /// <summary>The kubeconfig file; null (the default): <c>KUBECONFIG</c>, the pod's service account, <c>~/.kube/config</c>, in this order.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The namespaces to work in; all when empty (the default).</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>How workers are made.</summary>
    public WorkerOptions Workers { get; init; } = new();

    /// <summary>How runs in the operator take place.</summary>
    public OperatorRunOptions Runs { get; init; } = new();

    /// <summary>Where the ledger is; none by default.</summary>
    public LedgerOptions Ledger { get; init; } = new(null);

    /// <summary>The name of the lease, in the operator's own namespace, whose holder works; without leader election when null (the default).</summary>
    public string? Lease { get; init; }

    /// <summary>Whether kubelets are asked how full volumes are; true by default.</summary>
    public bool KubeletStats { get; init; } = true;

    /// <summary>Whether kubelets may have any certificate; false by default.</summary>
    public bool KubeletInsecureTls { get; init; }

    /// <summary>The port of <c>/metrics</c>; 8080 by default, 0 for any that is free.</summary>
    public int MetricsPort { get; init; } = 8080;

    /// <summary>Whether <c>/metrics</c> asks the API server who reads it; false by default.</summary>
    public bool MetricsSecure { get; init; }

    /// <summary>The port of <c>/healthz</c> and <c>/readyz</c>; 8081 by default, 0 for any that is free.</summary>
    public int HealthPort { get; init; } = 8081;

    /// <summary>The least that is logged; Information by default.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
