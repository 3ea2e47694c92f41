namespace Janitor.Engine.Quotas.Ledger;

/// <summary>What a tenant may have.</summary>
/// <param name="Bytes">The most bytes; null for no bound.</param>
/// <param name="Objects">The most objects; null for no bound.</param>
public readonly record struct TenantLimit(long? Bytes, long? Objects)
{
    /// <summary>Whether what a tenant has, with what was promised and one object more, stays within.</summary>
    /// <param name="usage">What the tenant has.</param>
    /// <param name="size">The size of the object, in bytes.</param>
    public bool Fits(TenantUsage usage, long size) =>
        (Bytes is not { } bytes || usage.Bytes + usage.ReservedBytes <= bytes - size)
        && (Objects is not { } objects || usage.Objects + usage.ReservedObjects < objects);
}
