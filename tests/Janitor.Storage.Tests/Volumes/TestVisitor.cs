using System.Collections.Concurrent;
using System.Text;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Tests.Volumes;

/// <summary>Keeps what a store lists.</summary>
internal sealed class TestVisitor(Func<ItemBatch, ValueTask>? onBatch = null, Action? onUnreadable = null) : IInventoryVisitor
{
    /// <summary>The items by path, bytes as Latin-1, detached.</summary>
    public ConcurrentDictionary<string, Item> Items { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Faults { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> Paths => Items.Keys.Order(StringComparer.Ordinal);

    public static string TextOf(in Item item) => Encoding.Latin1.GetString(item.Path.Span);

    /// <summary>The folder that it does not want to see.</summary>
    public string? Unwanted { get; init; }

    public bool Wants(ReadOnlySpan<byte> folder) => Unwanted is null || Encoding.Latin1.GetString(folder) != Unwanted;

    public async ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Items.Length; i++)
        {
            var item = batch.Items.Span[i];
            Assert.True(Items.TryAdd(TextOf(item), item.Detach()), $"{TextOf(item)} was listed twice");
        }
        if (onBatch is not null)
            await onBatch(batch);
    }

    public void Unreadable(ReadOnlyMemory<byte> path, string error)
    {
        onUnreadable?.Invoke();
        Assert.True(Faults.TryAdd(Encoding.Latin1.GetString(path.Span), error), "reported twice");
    }
}
