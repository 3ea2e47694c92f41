using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>How one tenant stands.</summary>
public sealed record TenantStanding : MeasuredUsage
{
    /// <summary>The tenant.</summary>
    [Required]
    public string Tenant { get; set; } = string.Empty;

    /// <summary>The larger of the shares of its limits in bytes and in objects, in percent, rounded down; absent without a limit.</summary>
    public long? Percent { get; set; }

    /// <summary><c>Normal</c>, <c>Warning</c>, <c>Critical</c>, or <c>Exceeded</c>.</summary>
    public string Level { get; set; } = string.Empty;
}
