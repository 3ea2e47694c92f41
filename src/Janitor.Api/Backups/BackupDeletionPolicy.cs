using System.Text.Json.Serialization;

namespace Janitor.Api.Backups;

/// <summary>What becomes of what is stored when its <see cref="Backup"/> is deleted.</summary>
[JsonConverter(typeof(NameConverter<BackupDeletionPolicy>))]
public enum BackupDeletionPolicy
{
    /// <summary>It stays, and comes back as a Backup when the destination is read the next time.</summary>
    Retain,

    /// <summary>It is removed. It stays all the same when the schedule is deleted.</summary>
    Delete,
}
