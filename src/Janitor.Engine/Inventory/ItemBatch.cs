namespace Janitor.Engine.Inventory;

/// <summary>
/// Some items that were listed together: part of one directory, or one page of a bucket's listing. Stores derive from it to keep what helps
/// them act on it, such as an open directory. A batch that a store handed out is valid until the visit ends.
/// </summary>
/// <param name="items">The items.</param>
/// <param name="listedAt">When the listing was made.</param>
public class ItemBatch(ReadOnlyMemory<Item> items, DateTimeOffset listedAt)
{
    /// <summary>The items.</summary>
    public ReadOnlyMemory<Item> Items { get; protected set; } = items;

    /// <summary>When the listing was made.</summary>
    public DateTimeOffset ListedAt { get; protected set; } = listedAt;
}
