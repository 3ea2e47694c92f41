namespace Janitor.Engine.Migration;

/// <summary>How a migration goes about its work.</summary>
public sealed record MigrationOptions
{
    /// <summary>Items on their way at once, 1 or more; 16 by default.</summary>
    public int Transfers { get; init; } = 16;

    /// <summary>The most bytes a second that are read at the source to be sent, 1 or more; null (the default) for no limit.</summary>
    public int? BytesPerSecond { get; init; }

    /// <summary>Whether an item at the destination that differs gives way. Default: false, it is left and told.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether items are removed at the source once their copies are verified. Default: false.</summary>
    public bool DeleteSource { get; init; }

    /// <summary>
    /// Whether all that arrived is read back, also where the destination has compared it with its hash, or tells an MD5 of it that is ours. Default: false; it is read back
    /// all the same where it does neither, and where items are removed at the source.
    /// </summary>
    public bool ReadBack { get; init; }

    /// <summary>Whether what arrived is read back whatever the destination tells but its SHA-256.</summary>
    internal bool ReadsBack => ReadBack || DeleteSource;

    /// <summary>How many problems the report names; 20 by default.</summary>
    public int Shown { get; init; } = 20;

    /// <summary>Is told of each item; calls overlap. Null (the default) for nobody.</summary>
    public Action<MigratedItem>? Decided { get; init; }
}
