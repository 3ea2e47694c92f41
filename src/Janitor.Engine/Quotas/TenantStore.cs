using Janitor.Engine.Inventory;

namespace Janitor.Engine.Quotas;

/// <summary>A store in which only one tenant's items are. It belongs to somebody else, who disposes it.</summary>
/// <param name="store">The store.</param>
/// <param name="tenants">Whose an item is.</param>
/// <param name="tenant">The tenant's name.</param>
public sealed class TenantStore(IStore store, ITenants tenants, ReadOnlyMemory<byte> tenant) : IStore
{
    /// <inheritdoc/>
    public string Description => store.Description;

    /// <inheritdoc/>
    public ValueTask<StoreStatus> OpenAsync(StoreUse use, CancellationToken cancellationToken) => store.OpenAsync(use, cancellationToken);

    /// <summary>Lists the tenant's own folders where its name tells them, and all but what is others' where it does not.</summary>
    /// <inheritdoc/>
    public async Task ScanAsync(ReadOnlyMemory<byte> folder, IInventoryVisitor visitor, CancellationToken cancellationToken)
    {
        var own = new OwnItems(tenants, tenant, visitor);
        var places = folder.IsEmpty ? tenants.PlacesOf(tenant.Span) : null;
        if (places is null || !places.All(place => place.Span.EndsWith((byte)'/')))
        {
            await store.ScanAsync(folder, own, cancellationToken);
            return;
        }

        foreach (var place in places)
            await store.ScanAsync(place[..^1], own, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, string>?> TagsAsync(Item item, CancellationToken cancellationToken) => store.TagsAsync(item, cancellationToken);

    /// <inheritdoc/>
    public IStoreChanges BeginChanges(IOutcomeSink outcomes) => store.BeginChanges(outcomes);

    /// <summary>None: whose they were is not asked here.</summary>
    /// <inheritdoc/>
    public IAsyncEnumerable<QuarantinedItem> QuarantinedAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<QuarantinedItem>();

    /// <inheritdoc/>
    public ValueTask<Outcome> RestoreAsync(QuarantinedItem item, CancellationToken cancellationToken) => store.RestoreAsync(item, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome> PurgeAsync(QuarantinedItem item, CancellationToken cancellationToken) => store.PurgeAsync(item, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    /// <summary>Passes on what is the tenant's: a whole batch as it is, and what is left of one as a batch of its own, which cannot be acted on while it is visited.</summary>
    private sealed class OwnItems(ITenants tenants, ReadOnlyMemory<byte> tenant, IInventoryVisitor visitor) : IInventoryVisitor
    {
        public ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
        {
            var items = batch.Items.Span;
            var own = new List<Item>(items.Length);
            foreach (ref readonly var item in items)
            {
                if (tenants.Find(item.Path.Span).SequenceEqual(tenant.Span))
                    own.Add(item);
            }

            if (own.Count == 0)
                return default;
            return visitor.VisitAsync(own.Count == items.Length ? batch : new ItemBatch(own.ToArray(), batch.ListedAt), cancellationToken);
        }

        public bool Wants(ReadOnlySpan<byte> folder) => visitor.Wants(folder);

        public void Unreadable(ReadOnlyMemory<byte> path, string error) => visitor.Unreadable(path, error);
    }
}
