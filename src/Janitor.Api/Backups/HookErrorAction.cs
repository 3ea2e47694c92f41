using System.Text.Json.Serialization;

namespace Janitor.Api.Backups;

/// <summary>What the failure of a hook means.</summary>
[JsonConverter(typeof(NameConverter<HookErrorAction>))]
public enum HookErrorAction
{
    /// <summary>Before the backup: it fails, and is not made. After it: the backup stays and counts, but is told as failed.</summary>
    Fail,

    /// <summary>It is told, and otherwise passed over.</summary>
    Continue,
}
