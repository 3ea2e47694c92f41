using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Volumes;

/// <summary>Lists what has been moved aside below a target.</summary>
internal sealed class QuarantineListing(DirectoryHandle target, TimeProvider time)
{
    private static readonly byte[] _root = Encoding.UTF8.GetBytes(QuarantineLabel.Root);

    public async IAsyncEnumerable<QuarantinedItem> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var cursor = new PathCursor(target);
        foreach (var label in Labels(cursor))
        {
            if (cursor.MoveTo(ReservedFolder.QuarantineOf(label, []), out var error) is not { } folder)
            {
                ThrowUnlessVanished(error);
                continue;
            }
            await foreach (var item in ListAsync(label, folder, cancellationToken))
                yield return item;
        }
    }

    private static async IAsyncEnumerable<QuarantinedItem> Drain(
        ChannelReader<QuarantinedItem> items, Task walk, CancellationTokenSource stop, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in items.ReadAllAsync(cancellationToken))
                yield return item;
        }
        finally
        {
            await stop.CancelAsync();
            await walk.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static List<QuarantineLabel> Labels(PathCursor cursor)
    {
        var labels = new List<QuarantineLabel>();
        if (cursor.MoveTo(_root, out var error) is not { } root)
        {
            ThrowUnlessVanished(error);
            return labels;
        }
        var reader = new DirectoryReader();
        reader.Begin(root);
        while (reader.Read())
        {
            if (QuarantineLabel.TryParse(Encoding.UTF8.GetString(reader.Name), out var label))
                labels.Add(label);
        }
        ThrowUnlessVanished(reader.Error);
        return labels;
    }

    private static void ThrowUnlessVanished(int error)
    {
        if (error != 0 && !Errno.IsVanished(error))
            throw Broken(Errno.Describe(error));
    }

    private static StoreException Broken(string words) =>
        new("spec.target.volume.path", $"The quarantine folder {QuarantineLabel.Root} cannot be listed: {words}.");

    private async IAsyncEnumerable<QuarantinedItem> ListAsync(
        QuarantineLabel label, DirectoryHandle folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = Channel.CreateBounded<QuarantinedItem>(new BoundedChannelOptions(1024) { SingleReader = true });
        var walk = WalkAsync(label, folder, items.Writer, stop.Token);
        await foreach (var item in Drain(items.Reader, walk, stop, cancellationToken))
            yield return item;
    }

    private async Task WalkAsync(QuarantineLabel label, DirectoryHandle folder, ChannelWriter<QuarantinedItem> items, CancellationToken cancellationToken)
    {
        try
        {
            using var walk = new TreeWalk(folder, new Collector(label, folder.Path.Length + 1, items), workers: 1, time);
            await walk.RunAsync(cancellationToken);
            items.Complete();
        }
        catch (Exception error)
        {
            items.Complete(error);
        }
    }

    private sealed class Collector(QuarantineLabel label, int prefix, ChannelWriter<QuarantinedItem> items) : IInventoryVisitor
    {
        public async ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
        {
            for (var i = 0; i < batch.Items.Length; i++)
            {
                var item = batch.Items.Span[i];
                await items.WriteAsync(new QuarantinedItem(label, item.Path[prefix..].ToArray(), item.Size), cancellationToken);
            }
        }

        public void Unreadable(ReadOnlyMemory<byte> path, string error) => throw Broken(error.TrimEnd('.'));
    }
}
