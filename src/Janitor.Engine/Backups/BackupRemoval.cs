using System.Collections.Concurrent;
using System.Text;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Backups;

/// <summary>Removes a backup, or what is left of one: the manifest first, so that what is half removed does not count as a backup.</summary>
/// <param name="store">Where it is, opened for changes.</param>
public sealed class BackupRemoval(IContentStore store) : IOutcomeSink, IInventoryVisitor
{
    private readonly ConcurrentQueue<Item> _items = new();
    private readonly ConcurrentQueue<string> _problems = new();
    private long _freed;

    /// <summary>Removes one.</summary>
    /// <param name="folder">Which.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many bytes it gave back.</returns>
    /// <exception cref="BackupException">Something of it stays.</exception>
    /// <exception cref="StoreException">The store cannot be listed.</exception>
    public async Task<long> RemoveAsync(BackupFolder folder, CancellationToken cancellationToken)
    {
        await store.ScanAsync(Encoding.UTF8.GetBytes(folder.Path), this, cancellationToken);
        var manifest = folder.PathOf(BackupFolder.Manifest);
        var items = _items.ToLookup(item => item.Path.Span.SequenceEqual(manifest));
        await DeleteAsync([.. items[true]], cancellationToken);
        if (_problems.IsEmpty)
            await DeleteAsync([.. items[false]], cancellationToken);
        if (_problems.TryPeek(out var problem))
            throw new BackupException(BackupProblem.DestinationFailed, $"{folder} cannot be removed: {problem}");
        return _freed;
    }

    /// <summary>Removes the sign of life of a run that has come to its end. What stays of it harms nobody: the folder has a manifest.</summary>
    internal async Task RemoveSignAsync(BackupFolder folder, CancellationToken cancellationToken)
    {
        if (await store.Contents.FindAsync(folder.PathOf(BackupFolder.Running), cancellationToken) is { } sign)
            await DeleteAsync([sign], cancellationToken);
    }

    /// <inheritdoc/>
    ValueTask IInventoryVisitor.VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
    {
        foreach (ref readonly var item in batch.Items.Span)
            _items.Enqueue(item.Detach());
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    void IInventoryVisitor.Unreadable(ReadOnlyMemory<byte> path, string error) => _problems.Enqueue($"{Encoding.UTF8.GetString(path.Span)}: {error}");

    /// <inheritdoc/>
    void IOutcomeSink.Report(in Item item, int rule, Outcome outcome)
    {
        Interlocked.Add(ref _freed, outcome.BytesFreed);
        // What was overwritten meanwhile is a run's sign of life: it goes on, and what it does is not ours to remove.
        if (outcome.Kind is OutcomeKind.Changed)
            _problems.Enqueue($"{Encoding.UTF8.GetString(item.Path.Span)} has changed just now");
        else if (outcome.Kind is not (OutcomeKind.Done or OutcomeKind.Gone))
            _problems.Enqueue($"{Encoding.UTF8.GetString(item.Path.Span)}: {outcome.Error}");
    }

    private async Task DeleteAsync(Item[] items, CancellationToken cancellationToken)
    {
        if (items.Length == 0)
            return;
        // So old a listing has each object looked at again right before it is deleted, also by servers that ignore conditions.
        var batch = new ItemBatch(items, DateTimeOffset.UnixEpoch);
        await using var changes = store.BeginChanges(this);
        await changes.DeleteAsync(batch, Enumerable.Range(0, items.Length).Select(index => new Chosen(index, 0)).ToArray(), cancellationToken);
        await changes.CompleteAsync(cancellationToken);
    }
}
