namespace Janitor.Engine.Inventory;

/// <summary>One file or object, as a store listed it.</summary>
public readonly record struct Item
{
    /// <summary>A time that the store does not know.</summary>
    public const long NoTime = long.MinValue;

    /// <summary>
    /// The path or key below the target, as bytes: not every file name is UTF-8. No leading slash unless the key itself has one.
    /// The bytes belong to the batch: <see cref="Detach"/> copies them.
    /// </summary>
    public ReadOnlyMemory<byte> Path { get; init; }

    /// <summary>The length of the content in bytes.</summary>
    public long Size { get; init; }

    /// <summary>
    /// The bytes that deleting it would give back, as far as the listing can tell: 0 for a file with more than one hard link
    /// and for the current version in a versioned bucket; at most <see cref="Size"/>, less for a sparse file.
    /// </summary>
    public long Reclaimable { get; init; }

    /// <summary>The last change of its content, in nanoseconds since 1970-01-01 UTC.</summary>
    public long ModifiedAt { get; init; }

    /// <summary>Its creation, in nanoseconds since 1970-01-01 UTC, or <see cref="NoTime"/>.</summary>
    public long CreatedAt { get; init; }

    /// <summary>The last read, in nanoseconds since 1970-01-01 UTC, or <see cref="NoTime"/>.</summary>
    public long AccessedAt { get; init; }

    /// <summary>The storage class, as the server names it; null for files, and where the server tells none.</summary>
    public string? StorageClass { get; init; }

    /// <summary>What the store needs to see whether it is still the same item.</summary>
    public ItemIdentity Identity { get; init; }

    /// <summary>This item with bytes of its own, to be kept after its batch has gone.</summary>
    public Item Detach() => this with { Path = Path.ToArray() };
}
