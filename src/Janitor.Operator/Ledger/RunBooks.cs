using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Kubernetes.Caching;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Ledger;

/// <summary>Keeps the ledger in step with runs in the operator. A ledger that is away neither stops a run nor lets it wait: the next measurement finds the rest.</summary>
/// <param name="link">The ledger.</param>
/// <param name="quotas">Whose books may have what runs remove.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets a line when what a run removes cannot be taken down.</param>
internal sealed class RunBooks(LedgerLink link, ObjectCache<StorageQuota> quotas, TimeProvider time, ILogger<RemovalBook> logger)
{
    /// <summary>Begins to take down what a run removes; null when there is no ledger.</summary>
    public RemovalBook? Open(RetentionPolicy policy, ActiveRun run)
    {
        if (!link.IsUsed)
            return null;
        var target = StoreName.Of(policy.Namespace, policy.Spec.Target!);
        var stores = quotas.All().Where(quota => quota.Spec.Target is { } place && (place.Volume ?? (object?)place.Bucket) is not null)
            .Select(quota => StoreName.Of(quota.Namespace, quota.Spec.Target!)).Where(target.SharesRootWith).DistinctBy(store => store.ToString(), StringComparer.Ordinal);
        var record = new RecordedRun(RetentionPolicy.KindName, policy.Namespace, policy.Metadata.Name!, run.Id, run.Trigger.ToString(), RecordedRun.Going, time.GetUtcNow());
        return new RemovalBook(link, record, target, [.. stores], [.. policy.Spec.Rules.Select(rule => rule.Name)], logger);
    }
}
