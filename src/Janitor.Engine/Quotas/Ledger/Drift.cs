namespace Janitor.Engine.Quotas.Ledger;

/// <summary>How the ledger differed from what is really there; it does no more.</summary>
/// <param name="Missing">Objects in the ledger that are not there.</param>
/// <param name="Unknown">Objects that the ledger did not have.</param>
/// <param name="Changed">Objects that are not as the ledger had them.</param>
/// <param name="Bytes">The bytes by which the ledger was off: all differences added up, whichever way.</param>
public readonly record struct Drift(long Missing, long Unknown, long Changed, long Bytes)
{
    /// <summary>Whether there was any.</summary>
    public bool IsNone => this == default;
}
