using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>Whose writes a bucket refuses.</summary>
public sealed record DeniedTenants
{
    /// <summary>How many tenants.</summary>
    public long Tenants { get; set; }

    /// <summary>Those that are farthest above their limits: 20 at most.</summary>
    [Items(0, 20)]
    public IReadOnlyList<string> Names { get; set; } = [];
}
