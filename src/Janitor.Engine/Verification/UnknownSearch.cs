using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Engine.Verification;

/// <summary>
/// Finds objects that are there and not in the books. Asks for some 1,000 keys at a time, however the store lists them. What came only lately may be booked
/// a moment later, and is asked for once more at the end.
/// </summary>
internal sealed class UnknownSearch(IVerificationBooks books, int collection, VerificationProgress progress, VerificationOptions options, DateTimeOffset startedAt)
    : IInventoryVisitor
{
    private const int AtOnce = 1000;

    /// <summary>How many of those that came lately are kept.</summary>
    private const int MostLate = 10_000;

    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly long _late = (startedAt - Lately - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
    private readonly List<Item> _latecomers = [];
    private List<Item> _listed = [];

    /// <inheritdoc/>
    public async ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
    {
        List<Item> full;
        lock (_lock)
        {
            foreach (ref readonly var item in batch.Items.Span)
                _listed.Add(item.Detach());
            if (_listed.Count < AtOnce)
                return;
            (full, _listed) = (_listed, []);
        }

        await AskAsync(full, isLast: false, cancellationToken);
    }

    /// <inheritdoc/>
    public void Unreadable(ReadOnlyMemory<byte> path, string error) => progress.AddUnlisted(path.Span, error, options);

    /// <summary>Asks for what is left of the listing.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => AskAsync(_listed, isLast: false, cancellationToken);

    /// <summary>Asks once more for what came lately.</summary>
    public async Task AskAgainAsync(CancellationToken cancellationToken)
    {
        foreach (var some in _latecomers.Chunk(AtOnce))
            await AskAsync(some, isLast: true, cancellationToken);
    }

    private async Task AskAsync(IReadOnlyList<Item> items, bool isLast, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
            return;
        foreach (var index in await books.FindUnknownAsync(collection, [.. items.Select(item => item.Path)], cancellationToken))
        {
            if (isLast || !TryKeep(items[index]))
                progress.Add(items[index].Path.Span, items[index].Size, new Finding(Finding.Unknown), options);
        }
    }

    private bool TryKeep(in Item item)
    {
        if (item.ModifiedAt < _late && item.Identity.ChangedAt < _late)
            return false;
        lock (_lock)
        {
            if (_latecomers.Count >= MostLate)
                return false;
            _latecomers.Add(item);
            return true;
        }
    }
}
