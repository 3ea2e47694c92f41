using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
using Janitor.Operator.Ledger;
using Janitor.Operator.Retention.Scheduling;
using Janitor.Operator.Targets;

namespace Janitor.Operator.Quotas;

/// <summary>Removes, in the operator, the oldest items of tenants above their limits, or tells which would go.</summary>
/// <param name="stores">Opens what they are in.</param>
/// <param name="books">Take down what is removed.</param>
/// <param name="time">The clock.</param>
internal sealed class Evictions(TargetStores stores, RunBooks books, TimeProvider time)
{
    /// <summary>Serves all tenants that are above their limits.</summary>
    /// <param name="quota">The quota.</param>
    /// <param name="due">Why it was measured.</param>
    /// <param name="whose">Whose an item is.</param>
    /// <param name="found">What was measured.</param>
    /// <param name="cancellationToken">Ends it after the items that it is at.</param>
    /// <returns>Null when no tenant is above its limit.</returns>
    public async Task<RunSummary?> RunAsync(StorageQuota quota, DueRun due, ITenants whose, QuotaAssessment found, CancellationToken cancellationToken)
    {
        if (found.Over.Count == 0)
            return null;
        RemovalBook? book = null;
        var round = new EvictionRound(quota, OpenAsync, time);
        await using (book = books.Open(quota, round.Id, due.Trigger))
            return (await round.RunAsync(whose, found.Over, cancellationToken))! with { Trigger = due.Trigger, Cause = due.Cause };

        async Task<IStore> OpenAsync(Limits limits, CancellationToken token)
        {
            var store = await stores.OpenAsync(quota.Namespace, quota.Spec.Target!, limits, removeEmptyDirectories: false, token);
            return book is null ? store : new BookedStore(store, book);
        }
    }
}
