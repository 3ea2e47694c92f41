using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>The limit of one tenant.</summary>
public sealed record TenantOverride
{
    /// <summary>The tenant.</summary>
    [Required]
    [Length(1, 253)]
    public string Tenant { get; set; } = string.Empty;

    /// <summary>What it may have; no bound when absent.</summary>
    public QuotaLimit? Limit { get; set; }
}
