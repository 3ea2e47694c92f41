using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Runs;

namespace Janitor.Engine.Migration;

/// <summary>Brings single items to the destination.</summary>
internal sealed class ItemTransfer(
    IContents source, IContents destination, DestinationListing there, IMigrationJournal journal, Pace bandwidth, SemaphoreSlim large, MigrationProgress progress, MigrationOptions options)
{
    /// <summary>In bytes; what is larger goes in parts nearly everywhere.</summary>
    private const long LargestSmall = 5 << 20;

    /// <summary>Sees to it that an item's content is at the destination, and verified.</summary>
    /// <returns>Whether it is.</returns>
    public async Task<bool> RunAsync(Item item, CancellationToken cancellationToken)
    {
        var (outcome, reason, sha256) = await TryAsync(item, cancellationToken);
        var migrated = progress.Add(item, outcome, reason, sha256, options.Shown);
        options.Decided?.Invoke(migrated);
        return outcome is "copied" or "present";
    }

    private async Task<(string Outcome, string? Reason, byte[]? Sha256)> TryAsync(Item item, CancellationToken cancellationToken)
    {
        if (destination.Refuse(item.Path.Span) is { } refusal)
            return ("refused", refusal, null);
        try
        {
            var state = CopyDigest.OfState(item);
            var occupied = there.TryFind(item.Path.Span, out var copy);
            if (occupied && IsKnown(item, state, copy))
                return ("present", null, null);
            if (occupied && await CompareAsync(item, cancellationToken) is { } compared)
                return compared;
            return ("copied", null, await CopyInTurnAsync(item, cancellationToken));
        }
        catch (ContentException problem)
        {
            return ("failed", problem.Message, null);
        }
    }

    /// <summary>Whether an earlier run has verified a copy, and by reading it where this one asks for that.</summary>
    private bool IsKnown(Item item, UInt128 state, UInt128 copy) => journal.Contains(CopyDigest.OfCopy(item.Path.Span, state, copy))
        || (!options.ReadsBack && journal.Contains(CopyDigest.OfToldCopy(item.Path.Span, state, copy)));

    /// <summary>What is to be told when something is at the item's place; null when the item is to be copied there.</summary>
    private async Task<(string Outcome, string? Reason, byte[]? Sha256)?> CompareAsync(Item item, CancellationToken cancellationToken)
    {
        if (await destination.FindAsync(item.Path, cancellationToken) is not { } copy)
            return null;
        if (copy.Size == item.Size)
        {
            await using var ours = await source.OpenAsync(item, cancellationToken);
            await using var theirs = await destination.OpenAsync(copy, cancellationToken);
            var sha256 = await HashAsync(ours, cancellationToken);
            var other = await HashAsync(theirs, cancellationToken);
            if (sha256.AsSpan().SequenceEqual(other))
            {
                journal.Add(CopyDigest.OfCopy(item.Path.Span, CopyDigest.OfState(item), CopyDigest.OfState(copy)));
                return ("present", null, sha256);
            }
        }

        return options.Overwrite ? null : ("different", "other content is at the destination; move that away, or give --overwrite", null);
    }

    private async Task<byte[]> CopyInTurnAsync(Item item, CancellationToken cancellationToken)
    {
        if (item.Size <= LargestSmall)
            return await CopyAsync(item, cancellationToken);
        await large.WaitAsync(cancellationToken);
        try
        {
            return await CopyAsync(item, cancellationToken);
        }
        finally
        {
            large.Release();
        }
    }

    private async Task<byte[]> CopyAsync(Item item, CancellationToken cancellationToken)
    {
        await using var content = await source.OpenAsync(item, cancellationToken);
        await using var incoming = await destination.BeginAsync(item.Path, content.Size, content.Metadata, options.Overwrite, options.ReadsBack, cancellationToken);
        if (incoming.Trace is { } trace)
            journal.Add(CopyDigest.OfTrace(item.Path.Span, trace));
        var sha256 = await ContentHash.ComputeAsync(content, incoming.PartSize, bandwidth.WaitAsync, SendAsync, cancellationToken);
        content.EnsureUnchanged();
        bool isTold;
        await using (var arrived = await incoming.FinishAsync(cancellationToken))
        {
            isTold = arrived is null && !options.ReadsBack;
            var stored = arrived is null ? sha256 : await HashAsync(arrived, cancellationToken);
            if (!sha256.AsSpan().SequenceEqual(stored))
                throw new ContentException("what arrived is not what was sent; the copy was removed, and the next run sends it again");
        }

        var copy = await incoming.KeepAsync(cancellationToken);
        var (was, became) = (CopyDigest.OfState(item), CopyDigest.OfState(copy));
        journal.Add(isTold ? CopyDigest.OfToldCopy(item.Path.Span, was, became) : CopyDigest.OfCopy(item.Path.Span, was, became));
        return sha256;

        async ValueTask SendAsync(long offset, ReadOnlyMemory<byte> part, CancellationToken token)
        {
            await incoming.WriteAsync(offset, part, token);
            progress.Sent(part.Length);
        }
    }

    private static async Task<byte[]> HashAsync(IContent content, CancellationToken cancellationToken)
    {
        var sha256 = await ContentHash.ComputeAsync(content, content.PartSize, null, null, cancellationToken);
        content.EnsureUnchanged();
        return sha256;
    }
}
