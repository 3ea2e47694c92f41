using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Retention.Inventory;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Engine.Retention;

/// <summary>One run of a policy: inventory, plan, act, report.</summary>
/// <param name="policy">The policy, valid.</param>
/// <param name="store">Its target, not yet opened.</param>
/// <param name="catalog">Its catalog; null when it has none.</param>
/// <param name="time">The clock.</param>
public sealed class RetentionRun(RetentionPolicy policy, IStore store, ICatalogSource? catalog, TimeProvider time)
{
    /// <summary>Runs the policy once. Whatever goes wrong with the store, the catalog or single items is in the report; nothing of it throws.</summary>
    public Task<RunReport> ExecuteAsync(RunOptions options, CancellationToken cancellationToken)
    {
        _ = (policy, store, catalog, time, options, cancellationToken);
        throw new InvalidOperationException("being written");
    }
}
