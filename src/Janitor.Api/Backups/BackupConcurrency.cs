using System.Text.Json.Serialization;

namespace Janitor.Api.Backups;

/// <summary>What happens when a backup's time comes while the one before it goes on.</summary>
[JsonConverter(typeof(NameConverter<BackupConcurrency>))]
public enum BackupConcurrency
{
    /// <summary>The new one is skipped, and counted.</summary>
    Forbid,

    /// <summary>Both go on.</summary>
    Allow,

    /// <summary>The one before it is ended; what it has stored is removed.</summary>
    Replace,
}
