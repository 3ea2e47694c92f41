using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Planning;

namespace Janitor.Engine.Retention.Runs;

/// <summary>
/// The first pass, where a policy needs one: what can only be judged on the whole. Changes nothing.
/// </summary>
internal sealed class Survey(
    IStore store, RetentionPlan plan, RunTally tally, ItemFilter filter, RunOptions options, int tagConcurrency,
    FolderLedger folders, IReadOnlyList<Watermark> watermarks)
    : Listing(store, tally, filter, options, tagConcurrency)
{
    private readonly long[] _selected = new long[plan.Rules.Count];
    private long _referenced;

    /// <summary>Whether any item of the target is among the catalog's references.</summary>
    public bool SawReferenced => Interlocked.Read(ref _referenced) > 0;

    /// <summary>Items that rules select one by one, by the rule's index.</summary>
    public IReadOnlyList<long> Selected => _selected;

    protected override Judgement Judge(in Item item, IReadOnlyDictionary<string, string>? tags)
    {
        var judgement = plan.Survey(item, tags, folders);
        if (judgement.Kind == JudgementKind.NeedsTags)
            return judgement;

        if (judgement.Kind == JudgementKind.Selected)
            Interlocked.Increment(ref _selected[judgement.Rule]);
        var leaves = judgement.Kind == JudgementKind.Selected && plan.Rules[judgement.Rule].Action == ItemAction.Delete;
        foreach (var watermark in watermarks)
            watermark.Count(item, judgement, leaves, plan, tags);
        Tally.Jobs?.AddListed(item);
        if (!SawReferenced && plan.Catalog?.IsReferenced(item.Path.Span) == true)
            Interlocked.Increment(ref _referenced);
        return new Judgement(JudgementKind.Kept);
    }

    protected override ValueTask ActAsync(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, CancellationToken cancellationToken) => default;
}
