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
        new Bound(Left(limit.Bytes, usage.Bytes + usage.ReservedBytes), Left(limit.Objects, usage.Objects + usage.ReservedObjects)));

    /// <summary>Whether so many bytes in so many objects would fit.</summary>
    public bool Fits(long size, long objects) => !(Remaining.Bytes < size) && !(Remaining.Objects < objects);

    private static long? Left(long? limit, long taken) => limit is { } most ? Math.Max(0, most - taken) : null;
}
