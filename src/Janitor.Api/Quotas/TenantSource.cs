using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>Whose an item is.</summary>
public sealed record TenantSource
{
    /// <summary>
    /// Patterns of paths in which <c>{tenant}</c> captures the tenant's name: <c>tenants/{tenant}/**</c>; the first that matches decides. What none matches is
    /// nobody's: it counts towards the total, and towards no limit. Without any the tenant is the first folder.
    /// </summary>
    [ListType]
    [Items(0, 20)]
    [Length(1, 1024)]
    public IReadOnlyList<string> FromPath { get; set; } = [];
}
