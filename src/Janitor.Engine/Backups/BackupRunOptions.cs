namespace Janitor.Engine.Backups;

/// <summary>How a backup is made.</summary>
public sealed record BackupRunOptions
{
    /// <summary>Whose it is: <c>NAMESPACE/NAME</c> of the schedule.</summary>
    public required string Schedule { get; init; }

    /// <summary>The version of Janitor, for the manifest.</summary>
    public required string Version { get; init; }

    /// <summary>Whether no other run of this schedule can be going on, so that all folders without a manifest are debris. False by default: they are when their run has been silent.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Is told of the part that begins; nobody by default.</summary>
    public Action<IPartSource>? Begun { get; init; }

    /// <summary>Is told of bytes that were read from the sources; nobody by default.</summary>
    public Action<long>? Read { get; init; }

    /// <summary>Is told of bytes that were stored; nobody by default.</summary>
    public Action<long>? Stored { get; init; }
}
