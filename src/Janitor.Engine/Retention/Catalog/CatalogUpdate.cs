namespace Janitor.Engine.Retention.Catalog;

/// <summary>What the application is to be told.</summary>
/// <param name="Cleaned">Jobs of which no item is left, for <c>onCleaned</c>; empty when there is none or no such statement.</param>
/// <param name="Stuck">Jobs that are stuck, for <c>stuck.set</c>; empty when there is none or no such statement.</param>
public sealed record CatalogUpdate(IReadOnlyList<CatalogJob> Cleaned, IReadOnlyList<CatalogJob> Stuck);
