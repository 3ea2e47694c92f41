using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Gateway.Checks;

/// <summary>How a tenant stands.</summary>
/// <param name="Used">What it has.</param>
/// <param name="Reserved">What was promised and is not stored yet.</param>
/// <param name="Limit">What it may have.</param>
/// <param name="Remaining">What is left; never below zero.</param>
internal sealed record Standing(Stock Used, Stock Reserved, Bound Limit, Bound Remaining)
{
    /// <summary>By the ledger.</summary>
    public static Standing Of(TenantUsage usage, TenantLimit limit) => new(
        new Stock(usage.Bytes, usage.Objects),
        new Stock(usage.ReservedBytes, usage.ReservedObjects),
        new Bound(limit.Bytes, limit.Objects),
        new Bound(NotBelowZero(limit.Bytes - usage.Bytes - usage.ReservedBytes), NotBelowZero(limit.Objects - usage.Objects - usage.ReservedObjects)));

    /// <summary>
    /// Whether so many bytes in so many objects would fit: what is used, what is reserved and these are at most the limit. Where a tenant is above it, nothing fits, not even an empty
    /// object; uploads are held to the same rule.
    /// </summary>
    public bool Fits(long size, long objects) =>
        !(Limit.Bytes - Used.Bytes - Reserved.Bytes < size) && !(Limit.Objects - Used.Objects - Reserved.Objects < objects);

    private static long? NotBelowZero(long? left) => left < 0 ? 0 : left;
}
