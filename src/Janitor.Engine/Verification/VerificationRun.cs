using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Engine.Verification;

/// <summary>
/// Reads again what the ledger has booked, and compares it with the SHA-256 in the books: bit rot, truncation, what is missing, and what is there without
/// being booked. Goes by the order of keys, so that one key says how far it has come: the next run goes on from there.
/// </summary>
/// <param name="store">Where the objects are; not opened yet.</param>
/// <param name="books">What is booked.</param>
/// <param name="quota">The quota, as <c>namespace/name</c>.</param>
/// <param name="collection">The collection of the quota.</param>
/// <param name="time">The clock.</param>
public sealed class VerificationRun(IContentStore store, IVerificationBooks books, string quota, int collection, TimeProvider time)
{
    /// <summary>Runs to the end.</summary>
    /// <param name="options">How.</param>
    /// <param name="progress">Is kept up to date.</param>
    /// <param name="cancellationToken">Ends it early: the next run goes on from there, and the report tells what was found.</param>
    public async Task<VerificationReport> ExecuteAsync(VerificationOptions options, VerificationProgress progress, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var (complete, message) = (false, default(string));
        try
        {
            complete = await VerifyAsync(options, progress, startedAt, cancellationToken);
        }
        catch (Exception problem) when (problem is StoreException or LedgerException)
        {
            message = problem.Message;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            message = "cancelled; the next run goes on from there";
        }

        return progress.Report(quota, store.Description, startedAt, time.GetUtcNow(), complete, message);
    }

    private async Task<bool> VerifyAsync(VerificationOptions options, VerificationProgress progress, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        await store.OpenAsync(StoreUse.Read, cancellationToken);
        var unknown = new UnknownSearch(books, collection, progress, options, startedAt);
        await store.ScanAsync(default, unknown, cancellationToken);
        await unknown.EndAsync(cancellationToken);
        var complete = await new BookedReading(store.Contents, books, collection, progress, options, time).RunAsync(cancellationToken);
        await unknown.AskAgainAsync(cancellationToken);
        return complete;
    }
}
