namespace Janitor.Engine.Retention.Catalog;

/// <summary>What the application was told.</summary>
/// <param name="Cleaned">How many jobs <c>onCleaned</c> was run for.</param>
/// <param name="Stuck">How many jobs <c>stuck.set</c> was run for.</param>
/// <param name="Changed">How many jobs were left out because they had changed meanwhile.</param>
public sealed record CatalogUpdateResult(int Cleaned, int Stuck, int Changed);
