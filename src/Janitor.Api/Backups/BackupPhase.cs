using System.Text.Json.Serialization;

namespace Janitor.Api.Backups;

/// <summary>How far a backup, or a restore, has come.</summary>
[JsonConverter(typeof(NameConverter<BackupPhase>))]
public enum BackupPhase
{
    /// <summary>It waits for what it needs.</summary>
    Pending,

    /// <summary>Its worker goes on.</summary>
    Running,

    /// <summary>It came to its end: of a backup, that it is stored as a whole.</summary>
    Succeeded,

    /// <summary>It did not come to its end, and will not be tried again.</summary>
    Failed,

    /// <summary>Of a backup: what was stored is not at the destination any more, and it was not retention that removed it; or its manifest cannot be read.</summary>
    Missing,
}
