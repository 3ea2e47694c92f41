namespace Janitor.Cli.Commands;

/// <summary>What a command makes of StorageQuotas and BackupSchedules among its documents.</summary>
internal enum OtherUse
{
    /// <summary>Nothing: it is about policies, and says so.</summary>
    PassedOver,

    /// <summary>It is about them too.</summary>
    Read,
}
