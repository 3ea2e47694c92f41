using Janitor.Engine.Quotas;

namespace Janitor.Operator.Quotas;

/// <summary>Finds out whose which items are.</summary>
/// <exception cref="Janitor.Engine.Retention.Catalog.CatalogException">The database cannot be asked.</exception>
internal delegate Task<ITenants> ReadTenants(CancellationToken cancellationToken);
