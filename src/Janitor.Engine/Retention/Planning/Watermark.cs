using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Engine.Retention.Planning;

/// <summary>
/// One capacity rule in one run: how full its scope is, and which items would go first. While listing it keeps the first
/// <paramref name="most"/> candidates of the emergency order, no more; what exactly goes is settled when the totals are known. Thread-safe.
/// </summary>
/// <param name="rule">The rule's index; reports are made under it.</param>
/// <param name="action">What becomes of chosen items.</param>
/// <param name="capacity">Its thresholds and order.</param>
/// <param name="scope">The items it counts and chooses from; null for all.</param>
/// <param name="space">The volume's space for percentages; null when sizes of items count.</param>
/// <param name="most">The most items it may choose.</param>
internal sealed class Watermark(int rule, ItemAction action, CapacityRule capacity, ItemCondition? scope, VolumeSpace? space, long most)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<EmergencyCandidate, EmergencyRank> _chosen = new(EmergencyRank.LastFirst);
    private readonly bool _countsItems = capacity.Measure == CapacityMeasure.Items;
    private long _counted;
    private long _freedByRules;
    private long _offered;

    public int Rule { get; } = rule;

    public ItemAction Action { get; } = action;

    /// <summary>What is in use: on the volume, or by the items in scope; bytes, or their number.</summary>
    public long Used => space?.UsedBytes ?? _counted;

    /// <summary>Above this it starts.</summary>
    public long Above => ValueOf(capacity.Above);

    /// <summary>At this it stops.</summary>
    public long DownTo => ValueOf(capacity.DownTo);

    /// <summary>False when it is known before the listing that there is no pressure.</summary>
    public bool MayStart => space is null || Used > Above;

    /// <summary>Enters an item of the inventory, with what the other rules say of it.</summary>
    public void Count(in Item item, Judgement judgement, bool leaves, RetentionPlan plan, IReadOnlyDictionary<string, string>? tags)
    {
        if (scope is not null && scope.Evaluate(item, plan.Catalog, tags) != MatchResult.Yes)
            return;

        var measure = Measure(item);
        if (space is null)
            Interlocked.Add(ref _counted, measure);
        if (leaves)
            Interlocked.Add(ref _freedByRules, measure);
        else if (judgement.Kind == JudgementKind.Free && measure > 0)
            Offer(item, EmergencyRank.Of(item, capacity, plan), measure);
    }

    /// <summary>Enters what goes with folders that rules select.</summary>
    public void CountFolder(FolderEntry folder) =>
        Interlocked.Add(ref _freedByRules, _countsItems ? folder.Count : space is null ? folder.Size : folder.Reclaimable);

    /// <summary>
    /// Settles what goes: nothing when what the other rules leave is not above the mark; else, in emergency order, as much as it takes.
    /// </summary>
    /// <param name="inFolder">Whether an item goes with a folder that a rule selects; those are counted already.</param>
    /// <param name="chosen">Whether another watermark has chosen it; it is counted, but not chosen again.</param>
    public IEnumerable<EmergencyCandidate> Settle(Func<Item, bool> inFolder, Func<Item, bool> chosen)
    {
        var left = Used - _freedByRules;
        if (left <= Above)
            yield break;

        foreach (var candidate in _chosen.UnorderedItems.OrderBy(entry => entry.Priority, EmergencyRank.FirstFirst).Select(entry => entry.Element))
        {
            if (left <= DownTo)
                yield break;
            if (inFolder(candidate.Item))
                continue;
            left -= candidate.Measure;
            if (!chosen(candidate.Item))
                yield return candidate;
        }
    }

    /// <summary>One of its values, as people read them.</summary>
    public string Show(long value) => _countsItems ? $"{HumanSize.Count(value)} items" : HumanSize.Bytes(value);

    private long ValueOf(Amount mark) => mark.Share?.Of(space!.Value.TotalBytes) ?? mark.Size!.Value.Value;

    private long Measure(in Item item) => _countsItems ? 1 : space is null ? item.Size : item.Reclaimable;

    private void Offer(in Item item, EmergencyRank rank, long measure)
    {
        lock (_lock)
        {
            // Where percentages count, no more is needed than lies between now and the lower mark.
            var enough = _chosen.Count >= most || (space is not null && _offered >= Used - DownTo);
            if (enough && _chosen.TryPeek(out _, out var last) && EmergencyRank.FirstFirst.Compare(rank, last) >= 0)
                return;

            _chosen.Enqueue(new EmergencyCandidate(item.Detach(), rank, measure), rank);
            _offered += measure;
            while (_chosen.Count > most || (space is not null && _chosen.Peek().Measure is var least && _offered - least >= Used - DownTo))
                _offered -= _chosen.Dequeue().Measure;
        }
    }
}
