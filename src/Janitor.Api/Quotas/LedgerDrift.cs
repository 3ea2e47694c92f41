namespace Janitor.Api.Quotas;

/// <summary>How the ledger differed from what is really there when that was last compared; it was made right then.</summary>
public sealed record LedgerDrift
{
    /// <summary>Objects in the ledger that are not there.</summary>
    public long Missing { get; set; }

    /// <summary>Objects that the ledger did not have; all, the first time.</summary>
    public long Unknown { get; set; }

    /// <summary>Objects that are not as the ledger had them.</summary>
    public long Changed { get; set; }

    /// <summary>The bytes by which the ledger was off: all differences added up, whichever way.</summary>
    public long Bytes { get; set; }
}
