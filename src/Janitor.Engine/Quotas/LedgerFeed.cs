using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Engine.Quotas;

/// <summary>
/// Lets one listing serve two: hands each batch to another visitor, and its items to a reader, who reads as fast as it can; the listing waits for it, so
/// memory stays bounded. Once the reader has gone, the listing goes on without it.
/// </summary>
/// <param name="tenants">Whose an item is.</param>
/// <param name="next">The other visitor.</param>
public sealed class LedgerFeed(ITenants tenants, IInventoryVisitor next) : IInventoryVisitor
{
    private const int MostBatches = 16;

    private readonly Channel<BookedObject[]> _batches = Channel.CreateBounded<BookedObject[]>(new BoundedChannelOptions(MostBatches) { SingleReader = true });
    private readonly TaskCompletionSource _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isRead;

    /// <summary>Ends when the reader has begun: a listing that begins earlier could miss what the reader holds to be older.</summary>
    public Task Awaited => _awaited.Task;

    /// <inheritdoc/>
    public async ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
    {
        await next.VisitAsync(batch, cancellationToken);
        try
        {
            await _batches.Writer.WriteAsync(Copy(batch.Items.Span), cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // The reader has gone.
        }
    }

    /// <inheritdoc/>
    public void Unreadable(ReadOnlyMemory<byte> path, string error) => next.Unreadable(path, error);

    /// <summary>The listing has come to its end.</summary>
    /// <param name="problem">Why not all was listed; null when all was. The reader gets it as an exception.</param>
    public void End(Exception? problem = null) => _batches.Writer.TryComplete(problem);

    /// <summary>All items, once.</summary>
    /// <exception cref="InvalidOperationException">They were read before: nothing of the listing is kept.</exception>
    public async IAsyncEnumerable<BookedObject> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isRead, 1) == 1)
            throw new InvalidOperationException("a listing can be read once");
        _awaited.TrySetResult();
        await foreach (var batch in _batches.Reader.ReadAllAsync(cancellationToken))
        {
            foreach (var item in batch)
                yield return item;
        }
    }

    private BookedObject[] Copy(ReadOnlySpan<Item> items)
    {
        var booked = new BookedObject[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            ref readonly var item = ref items[i];
            booked[i] = new BookedObject(item.Path.ToArray(), NameOf(tenants.Find(item.Path.Span)), item.Size, Time(item.ModifiedAt))
            {
                ETag = item.Identity.ETag,
                StorageClass = item.StorageClass,
            };
        }

        return booked;
    }

    /// <summary>PostgreSQL's text holds no NUL.</summary>
    private static string NameOf(ReadOnlySpan<byte> tenant) => Encoding.UTF8.GetString(tenant).Replace('\0', '\uFFFD');

    private static DateTimeOffset Time(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
