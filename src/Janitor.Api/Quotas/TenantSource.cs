using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>Whose an item is: by its path, or by a database.</summary>
[ValidationRule("!has(self.postgres) || !has(self.fromPath) || size(self.fromPath) == 0", "write either fromPath or postgres")]
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

    /// <summary>The database that tells whose which folder is, in place of <see cref="FromPath"/>. While it cannot be asked nothing is measured.</summary>
    public PostgresTenants? Postgres { get; set; }
}
