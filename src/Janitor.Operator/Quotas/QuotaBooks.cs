using Janitor.Api.Quotas;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Operator.Ledger;

namespace Janitor.Operator.Quotas;

/// <summary>Lists a quota's target once, for its sums and for the ledger, which is made what the listing says. Without a ledger there are the sums alone.</summary>
/// <param name="link">The ledger.</param>
internal sealed class QuotaBooks(LedgerLink link)
{
    /// <summary>Lists.</summary>
    /// <returns>How the ledger was off; null when there is none, when it is away, or when not all could be listed: what is not seen must not be taken for gone.</returns>
    public async Task<Drift?> ScanAsync(StorageQuota quota, ITenants tenants, IStore store, UsageTally tally, CancellationToken cancellationToken)
    {
        if (!link.IsUsed)
        {
            await store.ScanAsync(default, tally, cancellationToken);
            return null;
        }

        var feed = new LedgerFeed(tenants, tally);
        var reconciliation = ReconcileAsync(quota, feed, cancellationToken);
        await Task.WhenAny(feed.Awaited, reconciliation);
        try
        {
            await store.ScanAsync(default, feed, cancellationToken);
            feed.End(tally.Unlisted.Count == 0 ? null : new BrokenListingException());
        }
        finally
        {
            // Changes nothing when the listing has ended.
            feed.End(new BrokenListingException());
            await reconciliation;
        }

        return await reconciliation;
    }

    private async Task<Drift?> ReconcileAsync(StorageQuota quota, LedgerFeed feed, CancellationToken cancellationToken)
    {
        try
        {
            return await link.UseAsync(
                async ledger =>
                {
                    var store = StoreName.Of(quota.Namespace, quota.Spec.Target!).ToString();
                    var collection = await ledger.Books.OpenCollectionAsync(quota.ToString(), store, cancellationToken);
                    return await ledger.Books.ReconcileAsync(collection, feed.ReadAsync(cancellationToken), cancellationToken);
                },
                cancellationToken);
        }
        catch (Exception problem) when (problem is LedgerException or BrokenListingException or OperationCanceledException)
        {
            return null;
        }
        finally
        {
            // The listing goes on without a reader.
            feed.End();
        }
    }

    private sealed class BrokenListingException() : Exception("not all could be listed");
}
