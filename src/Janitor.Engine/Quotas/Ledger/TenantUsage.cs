namespace Janitor.Engine.Quotas.Ledger;

/// <summary>What a tenant has.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Bytes">The bytes that are stored.</param>
/// <param name="Objects">The objects that are stored.</param>
public readonly record struct TenantUsage(string Tenant, long Bytes, long Objects)
{
    /// <summary>The bytes that were promised and are not stored yet.</summary>
    public long ReservedBytes { get; init; }

    /// <summary>The objects that were promised and are not stored yet.</summary>
    public long ReservedObjects { get; init; }
}
