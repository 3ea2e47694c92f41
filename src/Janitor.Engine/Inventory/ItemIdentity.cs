namespace Janitor.Engine.Inventory;

/// <summary>
/// What tells one state of an item from another: for files device, inode and change time (besides size and modification time);
/// for objects the ETag.
/// </summary>
public readonly record struct ItemIdentity
{
    /// <summary>The device number, for files.</summary>
    public ulong Device { get; init; }

    /// <summary>The inode number, for files.</summary>
    public ulong Inode { get; init; }

    /// <summary>The inode's change time in nanoseconds since 1970-01-01 UTC, for files.</summary>
    public long ChangedAt { get; init; }

    /// <summary>The ETag as the server wrote it, quotes included, for objects.</summary>
    public string? ETag { get; init; }
}
