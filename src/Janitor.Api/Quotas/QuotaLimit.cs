using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>What a tenant may have: at least one of the two.</summary>
[ValidationRule("has(self.size) || has(self.objects)", "write size, objects, or both")]
public sealed record QuotaLimit
{
    /// <summary>The most bytes: <c>10Gi</c>; no bound when absent.</summary>
    public Quantity? Size { get; set; }

    /// <summary>The most objects, or files: <c>100k</c>; no bound when absent.</summary>
    public Quantity? Objects { get; set; }
}
