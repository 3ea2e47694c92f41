namespace Janitor.Engine.Quotas.Ledger;

/// <summary>What a day (UTC) brought.</summary>
/// <param name="Day">The day.</param>
/// <param name="StoredBytes">The bytes that came.</param>
/// <param name="StoredObjects">The objects that came.</param>
/// <param name="FreedBytes">The bytes that went.</param>
/// <param name="FreedObjects">The objects that went.</param>
/// <param name="Tenants">How many tenants had changes.</param>
public sealed record UsageDay(DateOnly Day, long StoredBytes, long StoredObjects, long FreedBytes, long FreedObjects, long Tenants);
