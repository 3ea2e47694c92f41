namespace Janitor.Engine.Inventory;

/// <summary>
/// A place that holds items: a volume's directory, or a bucket. What lies below <see cref="ReservedFolder"/> is Janitor's own and is never listed.
/// Errors that concern the whole store are <see cref="StoreException"/>s.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>The folder, right below the target, that Janitor keeps for itself.</summary>
    const string ReservedFolder = ".janitor";

    /// <summary>The store in words: <c>volume scratch/clips</c>, <c>bucket videos/processed/</c>.</summary>
    string Description { get; }

    /// <summary>Reaches the store and tells about it. Called once, before anything else.</summary>
    /// <param name="use">What for.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<StoreStatus> OpenAsync(StoreUse use, CancellationToken cancellationToken);

    /// <summary>
    /// Lists what is there, in no particular order, several batches at once, in bounded memory. A listing that breaks off throws.
    /// </summary>
    /// <param name="folder">The folder to list, without trailing slash; empty for everything.</param>
    /// <param name="visitor">Receives the batches.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task ScanAsync(ReadOnlyMemory<byte> folder, IInventoryVisitor visitor, CancellationToken cancellationToken);

    /// <summary>Reads one object's tags; null when the object has gone. Stores without tags throw <see cref="NotSupportedException"/>.</summary>
    ValueTask<IReadOnlyDictionary<string, string>?> TagsAsync(Item item, CancellationToken cancellationToken);

    /// <summary>Begins to change things.</summary>
    /// <param name="outcomes">Is told of each item's outcome.</param>
    IStoreChanges BeginChanges(IOutcomeSink outcomes);

    /// <summary>Lists what has been moved to quarantine.</summary>
    IAsyncEnumerable<QuarantinedItem> QuarantinedAsync(CancellationToken cancellationToken);

    /// <summary>Brings one item back; never overwrites: <see cref="OutcomeKind.Changed"/> when something is at its place.</summary>
    ValueTask<Outcome> RestoreAsync(QuarantinedItem item, CancellationToken cancellationToken);

    /// <summary>Deletes one quarantined item for good.</summary>
    ValueTask<Outcome> PurgeAsync(QuarantinedItem item, CancellationToken cancellationToken);
}
