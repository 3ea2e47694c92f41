using System.Threading.Channels;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Migration;

/// <summary>Hands what the source lists to those who copy it; the listing waits while they have enough.</summary>
internal sealed class SourceListing(ChannelWriter<Item> items, MigrationProgress progress, MigrationOptions options) : IInventoryVisitor
{
    /// <inheritdoc/>
    public async ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Items.Length; i++)
        {
            progress.Found(batch.Items.Span[i].Size);
            await items.WriteAsync(batch.Items.Span[i].Detach(), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Unreadable(ReadOnlyMemory<byte> path, string error) => progress.Unreadable(path.Span, error, options.Shown);
}
