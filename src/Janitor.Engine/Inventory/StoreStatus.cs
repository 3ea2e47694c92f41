namespace Janitor.Engine.Inventory;

/// <summary>What is known of a store when a run begins.</summary>
public sealed record StoreStatus
{
    /// <summary>The volume's size and free space; null for buckets.</summary>
    public VolumeSpace? Space { get; init; }

    /// <summary>The server's clock when it answered; null where there is no server.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>How an item is kept from being deleted when it changes after it was listed, in words for the user.</summary>
    public required string Protection { get; init; }

    /// <summary>What else the user should know: "versioning is on: a delete adds a marker and frees no space".</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
