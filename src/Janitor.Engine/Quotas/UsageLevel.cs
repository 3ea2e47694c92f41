namespace Janitor.Engine.Quotas;

/// <summary>How near a tenant is to its limit.</summary>
public enum UsageLevel
{
    /// <summary>Below both thresholds, or without a limit.</summary>
    Normal,

    /// <summary>At or above the warning threshold.</summary>
    Warning,

    /// <summary>At or above the critical threshold.</summary>
    Critical,

    /// <summary>Above the limit.</summary>
    Exceeded,
}
