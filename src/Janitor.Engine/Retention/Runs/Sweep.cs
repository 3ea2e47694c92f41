using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Planning;

namespace Janitor.Engine.Retention.Runs;

/// <summary>The pass that decides item by item and, unless the run only previews, acts at once, while the listing goes on.</summary>
/// <param name="store">The store.</param>
/// <param name="plan">The plan.</param>
/// <param name="tally">Counts.</param>
/// <param name="filter">The run's own filter.</param>
/// <param name="options">The run's options.</param>
/// <param name="tagConcurrency">How many objects' tags are read at once.</param>
/// <param name="folders">The folders that go as one; their items are passed over here.</param>
/// <param name="gate">The way to the items; null in a preview.</param>
/// <param name="whole">Whether all items are to be listed and counted, or those alone that a rule could select.</param>
internal sealed class Sweep(
    IStore store, RetentionPlan plan, RunTally tally, ItemFilter filter, RunOptions options, int tagConcurrency,
    FolderLedger folders, ChangeGate? gate, bool whole)
    : Listing(store, tally, filter, options, tagConcurrency)
{
    public override bool Wants(ReadOnlySpan<byte> folder) => whole || plan.MaySelectBelow(folder);

    protected override Judgement Judge(in Item item, IReadOnlyDictionary<string, string>? tags)
    {
        var judgement = plan.Judge(item, tags, folders);
        if (judgement.Kind == JudgementKind.NeedsTags)
            return judgement;

        Tally.Jobs?.AddListed(item);
        var goes = judgement.Kind is JudgementKind.Selected or JudgementKind.InFolder;
        if (goes && gate is null && plan.Rules[judgement.Rule].Action == ItemAction.Delete)
            Tally.Jobs?.AddRemoved(item);
        if (judgement.Kind != JudgementKind.Selected)
            return judgement;

        Tally.AddSelected(judgement.Rule, item);
        var action = plan.Rules[judgement.Rule].Action;
        return action == ItemAction.Report ? new Judgement(JudgementKind.Kept) : judgement;
    }

    protected override ValueTask ActAsync(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, CancellationToken cancellationToken) =>
        gate?.ActAsync(batch, chosen, cancellationToken) ?? default;
}
