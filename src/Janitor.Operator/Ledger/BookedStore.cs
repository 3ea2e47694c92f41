using Janitor.Engine.Inventory;

namespace Janitor.Operator.Ledger;

/// <summary>A store whose removals are taken down.</summary>
/// <param name="store">The store; disposed with this.</param>
/// <param name="book">Where they are taken down.</param>
internal sealed class BookedStore(IStore store, RemovalBook book) : IStore
{
    /// <inheritdoc/>
    public string Description => store.Description;

    /// <inheritdoc/>
    public ValueTask<StoreStatus> OpenAsync(StoreUse use, CancellationToken cancellationToken) => store.OpenAsync(use, cancellationToken);

    /// <inheritdoc/>
    public Task ScanAsync(ReadOnlyMemory<byte> folder, IInventoryVisitor visitor, CancellationToken cancellationToken) => store.ScanAsync(folder, visitor, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, string>?> TagsAsync(Item item, CancellationToken cancellationToken) => store.TagsAsync(item, cancellationToken);

    /// <inheritdoc/>
    public IStoreChanges BeginChanges(IOutcomeSink outcomes) => store.BeginChanges(new Both(outcomes, book));

    /// <inheritdoc/>
    public IAsyncEnumerable<QuarantinedItem> QuarantinedAsync(CancellationToken cancellationToken) => store.QuarantinedAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome> RestoreAsync(QuarantinedItem item, CancellationToken cancellationToken) => store.RestoreAsync(item, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome> PurgeAsync(QuarantinedItem item, CancellationToken cancellationToken) => store.PurgeAsync(item, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store.DisposeAsync();

    private sealed class Both(IOutcomeSink outcomes, RemovalBook book) : IOutcomeSink
    {
        public void Report(in Item item, int rule, Outcome outcome)
        {
            outcomes.Report(item, rule, outcome);
            book.Add(item, rule, outcome);
        }
    }
}
