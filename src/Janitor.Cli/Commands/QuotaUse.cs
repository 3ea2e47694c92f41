namespace Janitor.Cli.Commands;

/// <summary>What a command makes of StorageQuotas among its documents.</summary>
internal enum QuotaUse
{
    /// <summary>Nothing: it is about policies, and says so.</summary>
    PassedOver,

    /// <summary>It is about them too.</summary>
    Read,
}
