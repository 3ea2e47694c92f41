using Janitor.Api;
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
    public RemovalBook? Open(RetentionPolicy policy, ActiveRun run) => Open(
        policy.Spec.Target!, Record(RetentionPolicy.KindName, policy.Namespace, policy.Metadata.Name, run.Id, run.Trigger), [.. policy.Spec.Rules.Select(rule => rule.Name)]);

    /// <summary>Begins to take down what a quota's eviction removes; null when there is no ledger.</summary>
    public RemovalBook? Open(StorageQuota quota, string run, RunTrigger trigger) =>
        Open(quota.Spec.Target!, Record(StorageQuota.KindName, quota.Namespace, quota.Metadata.Name, run, trigger), TenantEviction.Rules);

    private RecordedRun Record(string kind, string @namespace, string name, string run, RunTrigger trigger) =>
        new(kind, @namespace, name, run, trigger.ToString(), RecordedRun.Going, time.GetUtcNow());

    private RemovalBook? Open(Target place, RecordedRun record, IReadOnlyList<string> rules)
    {
        if (!link.IsUsed)
            return null;
        var target = StoreName.Of(record.Namespace, place);
        var stores = quotas.All().Where(quota => quota.Spec.Target is { } place && (place.Volume ?? (object?)place.Bucket) is not null)
            .Select(quota => StoreName.Of(quota.Namespace, quota.Spec.Target!)).Where(target.SharesRootWith).DistinctBy(store => store.ToString(), StringComparer.Ordinal);
        return new RemovalBook(link, record, target, [.. stores], rules, logger);
    }
}
