using Janitor.Engine.Inventory;

namespace Janitor.Engine.Retention.Planning;

/// <summary>An item that a capacity rule may choose.</summary>
/// <param name="Item">The item, detached.</param>
/// <param name="Rank">Its place in the order.</param>
/// <param name="Measure">What it counts for.</param>
internal sealed record EmergencyCandidate(Item Item, EmergencyRank Rank, long Measure);
