namespace Janitor.Operator.Status;

/// <summary>The conditions that a status can have.</summary>
internal static class ConditionTypes
{
    /// <summary>The spec is accepted and what it depends on can be reached.</summary>
    public const string Ready = "Ready";

    /// <summary>Work on the current spec goes on, or is tried again; only while true.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>Only the user can mend it; only while true.</summary>
    public const string Stalled = "Stalled";

    /// <summary>What the last run did.</summary>
    public const string LastRunSucceeded = "LastRunSucceeded";

    /// <summary>A tenant is above its limit.</summary>
    public const string QuotaExceeded = "QuotaExceeded";

    /// <summary>What a quota asks to be done about tenants above their limits is done.</summary>
    public const string Enforced = "Enforced";

    /// <summary>The volume is fuller than a capacity rule or <c>limits.minFree</c> allows.</summary>
    public const string StoragePressure = "StoragePressure";

    /// <summary>What is stored is what was booked, or backed up.</summary>
    public const string Verified = "Verified";

    /// <summary>The newest good backup is not older than two intervals of its schedule.</summary>
    public const string BackupFresh = "BackupFresh";
}
