using System.Collections.Concurrent;
using System.Text;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Tests.Buckets;

/// <summary>Keeps what a listing visits, and hands each batch on when asked to.</summary>
internal sealed class ListedItems(Func<ItemBatch, CancellationToken, ValueTask>? visit = null) : IInventoryVisitor
{
    private readonly ConcurrentBag<Item> _items = [];

    public IReadOnlyCollection<Item> Items => _items;

    /// <summary>The paths in order, doubles included.</summary>
    public IReadOnlyList<string> Paths => [.. _items.Select(i => Encoding.UTF8.GetString(i.Path.Span)).Order(StringComparer.Ordinal)];

    public Item this[string path] => _items.Single(i => Encoding.UTF8.GetString(i.Path.Span) == path);

    /// <summary>The folder that it does not want to see.</summary>
    public string? Unwanted { get; init; }

    public bool Wants(ReadOnlySpan<byte> folder) => Unwanted is null || Encoding.UTF8.GetString(folder) != Unwanted;

    public async ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
    {
        foreach (var item in batch.Items.ToArray())
            _items.Add(item.Detach());
        if (visit is not null)
            await visit(batch, cancellationToken);
    }

    public void Unreadable(ReadOnlyMemory<byte> path, string error) => throw new InvalidOperationException(error);
}
