using Janitor.Api.Backups;

namespace Janitor.Engine.Backups;

/// <summary>How a backup is restored.</summary>
public sealed record RestoreRunOptions
{
    /// <summary>What may be at the targets; <see cref="OverwriteRule.IfEmpty"/> by default.</summary>
    public OverwriteRule Overwrite { get; init; } = OverwriteRule.IfEmpty;

    /// <summary>Is told of the part that begins to be restored; nobody by default.</summary>
    public Action<BackupPart>? Begun { get; init; }

    /// <summary>Is told of stored bytes that were read and compared before anything is changed; nobody by default.</summary>
    public Action<long>? Proven { get; init; }

    /// <summary>Is told of stored bytes that were restored; nobody by default.</summary>
    public Action<long>? Restored { get; init; }
}
