namespace Janitor.Engine.Retention.Catalog;

/// <summary>A job as the catalog tells it.</summary>
/// <param name="Id">Its id, as text.</param>
/// <param name="State">Its state, as the application writes it; compared exactly.</param>
/// <param name="ChangedAt">The time of its last change.</param>
public sealed record CatalogJob(string Id, string State, DateTimeOffset ChangedAt);
