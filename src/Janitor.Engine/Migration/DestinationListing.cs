using System.Collections.Concurrent;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Migration;

/// <summary>What is at the destination before a migration begins: digests alone, about 60 bytes an item.</summary>
internal sealed class DestinationListing : IInventoryVisitor
{
    private readonly ConcurrentDictionary<UInt128, UInt128> _states = new();

    /// <summary>Why a folder of it could not be listed, so that nothing is known of what is in there; null when all could.</summary>
    public string? Problem { get; private set; }

    /// <summary>The state of what is at a path; false when nothing is.</summary>
    public bool TryFind(ReadOnlySpan<byte> path, out UInt128 state) => _states.TryGetValue(CopyDigest.OfPath(path), out state);

    /// <inheritdoc/>
    public ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
    {
        foreach (ref readonly var item in batch.Items.Span)
            _states[CopyDigest.OfPath(item.Path.Span)] = CopyDigest.OfState(item);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Unreadable(ReadOnlyMemory<byte> path, string error) => Problem ??= error;
}
