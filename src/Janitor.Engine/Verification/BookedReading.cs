using Janitor.Engine.Contents;
using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Engine.Verification;

/// <summary>Reads booked objects in the order of their keys, and notes how far it has come.</summary>
internal sealed class BookedReading(
    IContents contents, IVerificationBooks books, int collection, VerificationProgress progress, VerificationOptions options, TimeProvider time)
{
    /// <summary>How many booked objects are asked for, or taken down, at once.</summary>
    private const int PageSize = 1000;

    /// <summary>How many objects may be done while one that comes before them is not.</summary>
    private const int MostAhead = 4000;

    /// <summary>How often the place is noted: what a killed process read after that is read again.</summary>
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(5);

    private readonly bool _sampled = options.Sample is not null;
    private readonly ItemCheck _check = new(contents, books, collection, progress, options);
    private readonly Lock _lock = new();
    private List<BookedObject> _learned = [];
    private long _notedAt = time.GetTimestamp();

    /// <summary>Reads what this run is to read.</summary>
    /// <returns>Whether it came to the last object.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var place = options.FromStart ? default : await books.ReadPlaceAsync(collection, _sampled, cancellationToken) ?? default;
        var share = await ShareAsync(cancellationToken);
        progress.Expect(Math.Min(share, (await books.SumAsync(collection, place, cancellationToken)).Objects));
        using var march = new KeyMarch(options.Readers, MostAhead, place);
        bool complete;
        try
        {
            complete = await ReadAsync(march, place, share, cancellationToken);
            await march.CompleteAsync();
        }
        finally
        {
            // Also when it was cancelled, or what it reads has gone away.
            await march.EndAsync();
            await NoteAsync(march.Place, CancellationToken.None);
        }

        if (complete)
            await books.WritePlaceAsync(collection, _sampled, null, cancellationToken);
        return complete;
    }

    /// <summary>How many objects to read.</summary>
    private async Task<long> ShareAsync(CancellationToken cancellationToken)
    {
        if (options.Sample is not { } share)
            return long.MaxValue;
        var (all, _) = await books.SumAsync(collection, default, cancellationToken);
        return Math.Max(1, (long)decimal.Ceiling(all * share.Value / 100));
    }

    private async Task<bool> ReadAsync(KeyMarch march, ReadOnlyMemory<byte> place, long share, CancellationToken cancellationToken)
    {
        while (await books.NextAsync(collection, place, (int)Math.Clamp(share, 1, PageSize), cancellationToken) is { Count: > 0 } page)
        {
            if (share == 0)
                return false;
            foreach (var booked in page)
            {
                await march.AddAsync(booked.Key, () => CheckAsync(booked, cancellationToken), cancellationToken);
                if (time.GetElapsedTime(_notedAt) >= NoteEvery || _learned.Count >= PageSize)
                    await NoteAsync(march.Place, cancellationToken);
            }

            place = page[^1].Key;
            share -= page.Count;
        }

        return true;
    }

    private async Task CheckAsync(BookedObject booked, CancellationToken cancellationToken)
    {
        var finding = await _check.RunAsync(booked, cancellationToken);
        progress.Done();
        progress.Add(booked.Key.Span, booked.Size, finding, options);
        if (finding.Outcome != Finding.Learned)
            return;
        lock (_lock)
            _learned.Add(booked with { Sha256 = finding.Sha256 });
    }

    private async Task NoteAsync(ReadOnlyMemory<byte> place, CancellationToken cancellationToken)
    {
        List<BookedObject> learned;
        lock (_lock)
            (learned, _learned) = (_learned, []);
        if (learned.Count > 0)
            await books.LearnAsync(collection, learned, cancellationToken);
        await books.WritePlaceAsync(collection, _sampled, place.IsEmpty ? null : place, cancellationToken);
        _notedAt = time.GetTimestamp();
    }
}
