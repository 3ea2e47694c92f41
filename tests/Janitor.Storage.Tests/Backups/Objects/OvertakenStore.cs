using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Tests.Backups.Objects;

/// <summary>A store in which something happens right before an item is opened.</summary>
internal sealed class OvertakenStore(IContentStore store, Func<Item, Task> opening) : IContentStore, IContents
{
    public string Description => store.Description;

    public IContents Contents => this;

    public ValueTask<StoreStatus> OpenAsync(StoreUse use, CancellationToken cancellationToken) => store.OpenAsync(use, cancellationToken);

    public Task ScanAsync(ReadOnlyMemory<byte> folder, IInventoryVisitor visitor, CancellationToken cancellationToken) => store.ScanAsync(folder, visitor, cancellationToken);

    public async ValueTask<IContent> OpenAsync(Item item, CancellationToken cancellationToken)
    {
        await opening(item);
        return await store.Contents.OpenAsync(item, cancellationToken);
    }

    public ValueTask<Item?> FindAsync(ReadOnlyMemory<byte> path, CancellationToken cancellationToken) => store.Contents.FindAsync(path, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, string>?> TagsAsync(Item item, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IStoreChanges BeginChanges(IOutcomeSink outcomes) => throw new NotSupportedException();

    public IAsyncEnumerable<QuarantinedItem> QuarantinedAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Outcome> RestoreAsync(QuarantinedItem item, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Outcome> PurgeAsync(QuarantinedItem item, CancellationToken cancellationToken) => throw new NotSupportedException();

    public string? Refuse(ReadOnlySpan<byte> path) => throw new NotSupportedException();

    public ValueTask<IIncomingContent> BeginAsync(
        ReadOnlyMemory<byte> path, long? size, ContentMetadata metadata, bool overwrite, bool readBack, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask SweepAsync(Func<ReadOnlyMemory<byte>, string, bool> isOurs, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask SettleAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
