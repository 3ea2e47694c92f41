namespace Janitor.Engine.Quotas.Ledger;

/// <summary>By how much a tenant has grown.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Bytes">The bytes that came, less those that went; more than 0.</param>
/// <param name="Objects">The objects that came, less those that went.</param>
public sealed record TenantGrowth(string Tenant, long Bytes, long Objects);
