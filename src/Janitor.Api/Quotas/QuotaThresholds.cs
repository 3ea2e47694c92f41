using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>From which share of a limit on a tenant counts as near it.</summary>
[ValidationRule("double(self.warning.replace('%', '')) <= double(self.critical.replace('%', ''))", "warning must not be above critical")]
public sealed record QuotaThresholds
{
    /// <summary>The lower one; 85% by default.</summary>
    public Percentage Warning { get; set; } = new(85);

    /// <summary>The higher one; 95% by default.</summary>
    public Percentage Critical { get; set; } = new(95);
}
