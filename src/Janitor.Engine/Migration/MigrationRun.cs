using System.Threading.Channels;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Runs;

namespace Janitor.Engine.Migration;

/// <summary>
/// Copies everything from one store to another, each item verified by the SHA-256 of what arrived. What is there already is compared and not sent
/// again, so a migration that was broken off is simply run once more. Nothing is removed at the source whose copy is not verified.
/// </summary>
/// <param name="source">Where items come from; not opened yet.</param>
/// <param name="destination">Where they go; not opened yet.</param>
/// <param name="journal">What earlier runs have verified.</param>
/// <param name="time">The clock.</param>
public sealed class MigrationRun(IContentStore source, IContentStore destination, IMigrationJournal journal, TimeProvider time)
{
    /// <summary>How many listed items wait to be copied at most.</summary>
    private const int Waiting = 1000;

    /// <summary>How many items of several parts are on their way at once: each has some parts in memory, and more are no faster.</summary>
    private const int LargeAtOnce = 4;

    /// <summary>Runs to the end.</summary>
    /// <param name="options">How.</param>
    /// <param name="progress">Is kept up to date.</param>
    /// <param name="cancellationToken">Ends it early: items that are on their way are given up, and the report tells what was done.</param>
    public async Task<MigrationReport> ExecuteAsync(MigrationOptions options, MigrationProgress progress, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        string? message = null;
        try
        {
            await MigrateAsync(options, progress, cancellationToken);
        }
        catch (StoreException problem)
        {
            message = problem.Message;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            message = "cancelled; what was copied stays, and the next run goes on from there";
        }

        return progress.Report(source.Description, destination.Description, startedAt, time.GetUtcNow(), message);
    }

    private async Task MigrateAsync(MigrationOptions options, MigrationProgress progress, CancellationToken cancellationToken)
    {
        await source.OpenAsync(options.DeleteSource ? StoreUse.Change : StoreUse.Read, cancellationToken);
        await destination.OpenAsync(StoreUse.Add, cancellationToken);
        var there = new DestinationListing();
        await Task.WhenAll(
            destination.Contents.SweepAsync((path, trace) => journal.Contains(CopyDigest.OfTrace(path.Span, trace)), cancellationToken).AsTask(),
            destination.ScanAsync(default, there, cancellationToken));
        if (there.Problem is { } problem)
            throw new StoreException("--to", $"{destination.Description} cannot be listed whole, so what is there could be overwritten: {problem}");

        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = Channel.CreateBounded<Item>(Waiting);
        var bandwidth = new Pace(options.BytesPerSecond, time);
        using var large = new SemaphoreSlim(LargeAtOnce);
        var transfer = new ItemTransfer(source.Contents, destination.Contents, there, journal, bandwidth, large, progress, options);
        var removal = options.DeleteSource ? new SourceRemoval(source, destination, progress, options) : null;
        var copying = Enumerable.Range(0, options.Transfers).Select(_ => StopOthersAsync(CopyAsync(items.Reader, transfer, removal, failure.Token), failure));
        await Task.WhenAll([.. copying, StopOthersAsync(ListAsync(items.Writer, progress, options, failure.Token), failure)]);
        if (removal is not null)
            await removal.CompleteAsync(cancellationToken);
    }

    private async Task ListAsync(ChannelWriter<Item> items, MigrationProgress progress, MigrationOptions options, CancellationToken cancellationToken)
    {
        await source.ScanAsync(default, new SourceListing(items, progress, options), cancellationToken);
        progress.Listed();
        items.Complete();
    }

    private static async Task CopyAsync(ChannelReader<Item> items, ItemTransfer transfer, SourceRemoval? removal, CancellationToken cancellationToken)
    {
        await foreach (var item in items.ReadAllAsync(cancellationToken))
        {
            if (await transfer.RunAsync(item, cancellationToken) && removal is not null)
                await removal.AddAsync(item, cancellationToken);
        }
    }

    /// <summary>Waits for one of several tasks; when it fails, the others are of no use.</summary>
    private static async Task StopOthersAsync(Task task, CancellationTokenSource others)
    {
        try
        {
            await task;
        }
        catch
        {
            await others.CancelAsync();
            throw;
        }
    }
}
