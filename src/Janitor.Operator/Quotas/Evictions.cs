using System.Globalization;
using System.Text;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Ledger;
using Janitor.Operator.Retention.Scheduling;
using Janitor.Operator.Targets;

namespace Janitor.Operator.Quotas;

/// <summary>Removes the oldest items of tenants above their limits, or tells which would go.</summary>
/// <param name="stores">Opens what they are in, anew for each tenant.</param>
/// <param name="books">Take down what is removed.</param>
/// <param name="time">The clock.</param>
internal sealed class Evictions(TargetStores stores, RunBooks books, TimeProvider time)
{
    /// <summary>Serves one tenant after another, farthest above its limit first, until all that may go in one run has gone.</summary>
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
        var startedAt = time.GetUtcNow();
        var id = startedAt.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var tally = new EvictionTally(quota);
        await using var book = books.Open(quota, id, due.Trigger);
        foreach (var tenant in found.Over)
        {
            var name = Encoding.UTF8.GetString(tenant.Name.Span);
            if (tally.Left == 0)
                tally.Exhaust();
            else
                await RunAsync(quota, tenant, name, whose, book, tally, cancellationToken);
        }

        return tally.Summary with { Id = id, Trigger = due.Trigger, Cause = due.Cause, Generation = quota.Metadata.Generation, StartedAt = startedAt, FinishedAt = time.GetUtcNow() };
    }

    private async Task RunAsync(
        StorageQuota quota, TenantOverLimit tenant, string name, ITenants whose, RemovalBook? book, EvictionTally tally, CancellationToken cancellationToken)
    {
        try
        {
            var limits = new Limits { PerSecond = quota.Spec.Evict.PerSecond };
            await using var store = await stores.OpenAsync(quota.Namespace, quota.Spec.Target!, limits, removeEmptyDirectories: false, cancellationToken);
            await using var booked = book is null ? null : new BookedStore(store, book);
            tally.Add(name, await new TenantEviction(quota, time).ExecuteAsync(tenant, whose, (IStore?)booked ?? store, tally.Left, cancellationToken));
        }
        catch (BlockedException problem)
        {
            tally.AddProblem($"{name}: {problem.Message}");
        }
    }
}
