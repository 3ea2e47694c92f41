namespace Janitor.Engine.Inventory;

/// <summary>
/// Changes to a store's items. Each item is looked at again right before it is changed, and stays when it is not what was listed.
/// Calls may overlap. Each item's outcome is reported once, at the latest when <see cref="CompleteAsync"/> ends; one item's failure
/// does not throw.
/// </summary>
public interface IStoreChanges : IAsyncDisposable
{
    /// <summary>
    /// Deletes items of <paramref name="batch"/>: one that a visit received, during that visit, or one of detached items at any time.
    /// May return before the deletions are done, but keeps nothing of the batch's own memory then.
    /// </summary>
    ValueTask DeleteAsync(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, CancellationToken cancellationToken);

    /// <summary>Moves items aside, to <c>.janitor/quarantine/LABEL/PATH</c>; else as <see cref="DeleteAsync"/>.</summary>
    ValueTask QuarantineAsync(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, QuarantineLabel label, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the directories of a folder whose items have been deleted, itself included, from the bottom up as far as they are empty.
    /// Buckets have no directories: nothing to do, which is the default.
    /// </summary>
    ValueTask RemoveEmptyFolderAsync(ReadOnlyMemory<byte> folder, CancellationToken cancellationToken) => default;

    /// <summary>Waits until everything asked for has been done and reported.</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);
}
