using Janitor.Engine.Inventory;

namespace Janitor.Engine.Contents;

/// <summary>What stores know of an item besides its content.</summary>
public sealed record ContentMetadata
{
    /// <summary>The last change of its content, in nanoseconds since 1970-01-01 UTC; <see cref="Item.NoTime"/> (the default) when not known.</summary>
    public long ModifiedAt { get; init; } = Item.NoTime;

    /// <summary>Its permissions, 0 to 0777 (octal), for what is or was a file; null (the default) for the store's own.</summary>
    public uint? Mode { get; init; }

    /// <summary>HTTP headers that describe it, such as <c>Content-Type</c>, by name; none by default.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The user's own metadata by name, without the protocol's prefix; none by default.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = new Dictionary<string, string>();

    /// <summary>Its tags; none by default.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
