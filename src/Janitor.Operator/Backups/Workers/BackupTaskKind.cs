using System.Text.Json.Serialization;
using Janitor.Api;

namespace Janitor.Operator.Backups.Workers;

/// <summary>What a worker does for backups.</summary>
[JsonConverter(typeof(NameConverter<BackupTaskKind>))]
public enum BackupTaskKind
{
    /// <summary>Makes one, and removes what retention does not keep.</summary>
    Make,

    /// <summary>Says what is at the destination.</summary>
    Read,

    /// <summary>Removes one.</summary>
    Remove,

    /// <summary>Proves one.</summary>
    Verify,

    /// <summary>Restores one.</summary>
    Restore,
}
