using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;
using Janitor.Kubernetes.Entities;

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

    /// <summary>
    /// The day (UTC) on which its limit in bytes is reached if it goes on growing as in the last 30 days; absent without a ledger, before 3 days with changes, and
    /// where that is not foreseen.
    /// </summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? FullAt { get; set; }
}
