using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Tests.Migration;

/// <summary>A store at which something happens whenever an item was kept.</summary>
internal sealed class InterruptedStore(IContentStore store, Action kept) : IContentStore, IContents
{
    public string Description => store.Description;

    public IContents Contents => this;

    public ValueTask<StoreStatus> OpenAsync(StoreUse use, CancellationToken cancellationToken) => store.OpenAsync(use, cancellationToken);

    public Task ScanAsync(ReadOnlyMemory<byte> folder, IInventoryVisitor visitor, CancellationToken cancellationToken) => store.ScanAsync(folder, visitor, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, string>?> TagsAsync(Item item, CancellationToken cancellationToken) => store.TagsAsync(item, cancellationToken);

    public IStoreChanges BeginChanges(IOutcomeSink outcomes) => store.BeginChanges(outcomes);

    public IAsyncEnumerable<QuarantinedItem> QuarantinedAsync(CancellationToken cancellationToken) => store.QuarantinedAsync(cancellationToken);

    public ValueTask<Outcome> RestoreAsync(QuarantinedItem item, CancellationToken cancellationToken) => store.RestoreAsync(item, cancellationToken);

    public ValueTask<Outcome> PurgeAsync(QuarantinedItem item, CancellationToken cancellationToken) => store.PurgeAsync(item, cancellationToken);

    public ValueTask<IContent> OpenAsync(Item item, CancellationToken cancellationToken) => store.Contents.OpenAsync(item, cancellationToken);

    public string? Refuse(ReadOnlySpan<byte> path) => store.Contents.Refuse(path);

    public ValueTask<Item?> FindAsync(ReadOnlyMemory<byte> path, CancellationToken cancellationToken) => store.Contents.FindAsync(path, cancellationToken);

    public async ValueTask<IIncomingContent> BeginAsync(
        ReadOnlyMemory<byte> path, long? size, ContentMetadata metadata, bool overwrite, bool readBack, CancellationToken cancellationToken) =>
        new Incoming(await store.Contents.BeginAsync(path, size, metadata, overwrite, readBack, cancellationToken), kept);

    public ValueTask SweepAsync(Func<ReadOnlyMemory<byte>, string, bool> isOurs, CancellationToken cancellationToken) => store.Contents.SweepAsync(isOurs, cancellationToken);

    public ValueTask SettleAsync(CancellationToken cancellationToken) => store.Contents.SettleAsync(cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private sealed class Incoming(IIncomingContent incoming, Action kept) : IIncomingContent
    {
        public int PartSize => incoming.PartSize;

        public long Longest => incoming.Longest;

        public string? Trace => incoming.Trace;

        public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> part, CancellationToken cancellationToken) => incoming.WriteAsync(offset, part, cancellationToken);

        public ValueTask<IContent?> FinishAsync(CancellationToken cancellationToken) => incoming.FinishAsync(cancellationToken);

        public async ValueTask<Item> KeepAsync(CancellationToken cancellationToken)
        {
            var item = await incoming.KeepAsync(cancellationToken);
            kept();
            return item;
        }

        public ValueTask DisposeAsync() => incoming.DisposeAsync();
    }
}
