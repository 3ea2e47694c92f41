using Janitor.Engine.Inventory;

namespace Janitor.Engine.Retention.Planning;

/// <summary>What is known of one folder.</summary>
internal sealed class FolderEntry
{
    private readonly Lock _lock = new();

    public long Count { get; private set; }

    public long Size { get; private set; }

    public long Reclaimable { get; private set; }

    /// <summary>The latest of its items' times; <see cref="Item.NoTime"/> when one is unknown.</summary>
    public long Newest { get; private set; } = long.MinValue + 1;

    /// <summary>Whether an item in it keeps it.</summary>
    public bool Kept { get; private set; }

    public void Add(in Item item, long time, bool holds)
    {
        lock (_lock)
        {
            Count++;
            Size += item.Size;
            Reclaimable += item.Reclaimable;
            Kept |= !holds || time == Item.NoTime;
            Newest = Math.Max(Newest, time);
        }
    }
}
