namespace Janitor.Engine.Backups;

/// <summary>How a backup is made.</summary>
public sealed record BackupRunOptions
{
    /// <summary>Whose it is: <c>NAMESPACE/NAME</c> of the schedule.</summary>
    public required string Schedule { get; init; }

    /// <summary>
    /// What runs have in common that follow one another, as the pods of one Job do: of what one of the same has left, nobody waits whether it still gives a sign of life. Null (the default): nothing.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>Is told of the part that begins; nobody by default.</summary>
    public Action<IPartSource>? Begun { get; init; }

    /// <summary>Is told of bytes that were read from the sources; nobody by default.</summary>
    public Action<long>? Read { get; init; }

    /// <summary>Is told of bytes that were stored; nobody by default.</summary>
    public Action<long>? Stored { get; init; }
}
