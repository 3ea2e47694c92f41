using System.Text.Json.Serialization;

namespace Janitor.Api.Backups;

/// <summary>How far the hooks around a backup have come.</summary>
[JsonConverter(typeof(NameConverter<BackupHookStage>))]
public enum BackupHookStage
{
    /// <summary>None has been run.</summary>
    NotBegun,

    /// <summary>Those before the backup are run.</summary>
    Before,

    /// <summary>Those before it have been run.</summary>
    Between,

    /// <summary>Those after it are run, or have been.</summary>
    After,
}
