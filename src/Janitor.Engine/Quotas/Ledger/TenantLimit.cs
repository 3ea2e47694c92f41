namespace Janitor.Engine.Quotas.Ledger;

/// <summary>What a tenant may have.</summary>
/// <param name="Bytes">The most bytes; null for no bound.</param>
/// <param name="Objects">The most objects; null for no bound.</param>
public readonly record struct TenantLimit(long? Bytes, long? Objects);
