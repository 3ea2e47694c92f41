using Janitor.Engine.Inventory;

namespace Janitor.Storage.Backups.Objects;

/// <summary>Looks whether there is anything in a store, and no further than to the first item.</summary>
internal sealed class Emptiness : IInventoryVisitor
{
    private readonly CancellationTokenSource _seen;

    private Emptiness(CancellationTokenSource seen) => _seen = seen;

    /// <summary>Whether nothing is there that a listing would tell.</summary>
    /// <exception cref="StoreException">It cannot be listed.</exception>
    public static async Task<bool> IsEmptyAsync(IStore store, CancellationToken cancellationToken)
    {
        using var seen = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await store.ScanAsync(ReadOnlyMemory<byte>.Empty, new Emptiness(seen), seen.Token);
            return !seen.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
    {
        if (!batch.Items.IsEmpty)
            await _seen.CancelAsync();
    }

    /// <inheritdoc/>
    public void Unreadable(ReadOnlyMemory<byte> path, string error) => _seen.Cancel();
}
