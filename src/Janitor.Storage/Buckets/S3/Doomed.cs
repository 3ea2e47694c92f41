using Janitor.Engine.Inventory;

namespace Janitor.Storage.Buckets.S3;

/// <summary>An object that is to be deleted or moved, and what it looked like.</summary>
/// <param name="Key">Its whole key.</param>
/// <param name="Item">The item as listed, with bytes of its own.</param>
/// <param name="Rule">The rule's index, handed back with the outcome.</param>
/// <param name="SeenAt">When it was last seen to be that item.</param>
internal sealed record Doomed(string Key, Item Item, int Rule, DateTimeOffset SeenAt);
