using System.Collections.Concurrent;
using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Planning;

namespace Janitor.Engine.Retention.Runs;

/// <summary>
/// Finds the jobs that a run has cleaned: a rule selects all their items by the job's state alone, and none is left. A job of which there was
/// nothing to begin with counts too: a run that was killed before it could tell the catalog is finished by the next. Thread-safe.
/// </summary>
internal sealed class JobLedger(RetentionPlan plan, CatalogSnapshot snapshot)
{
    private readonly ItemCondition[] _conditions =
        [.. plan.Rules.Where(rule => rule is { Action: ItemAction.Delete, Condition.SelectsWholeJobs: true }).Select(rule => rule.Condition!)];

    private readonly ConcurrentDictionary<CatalogJob, long> _left = new(ReferenceEqualityComparer.Instance);

    public void BeginListing() => _left.Clear();

    public void AddListed(in Item item) => Add(item, 1);

    public void AddRemoved(in Item item) => Add(item, -1);

    /// <summary>The jobs of which nothing is left.</summary>
    public IReadOnlyList<CatalogJob> Cleaned() =>
        [.. snapshot.Jobs.Values.Where(job => IsConcerned(job) && _left.GetValueOrDefault(job) <= 0)];

    private void Add(in Item item, long count)
    {
        if (_conditions.Length > 0 && plan.Catalog!.JobOf(item.Path.Span) is { } job && IsConcerned(job))
            _left.AddOrUpdate(job, static (_, added) => added, static (_, left, added) => left + added, count);
    }

    private bool IsConcerned(CatalogJob job)
    {
        foreach (var condition in _conditions)
        {
            if (condition.HoldsForJob(job))
                return true;
        }

        return false;
    }
}
