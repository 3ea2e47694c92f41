using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Planning;

namespace Janitor.Engine.Retention.Runs;

/// <summary>
/// Deletes folders that go as one. Each is listed and judged again right before, by what is in it then: a folder that has got something newer
/// since it was planned stays whole.
/// </summary>
internal sealed class FolderSweep(
    IStore store, IStoreChanges changes, RetentionPlan plan, RunTally tally, ChangeGate gate, DeletionBudget budget, List<string> notes)
{
    public async Task RunAsync(IReadOnlyList<(int Rule, byte[] Folder, FolderEntry Entry)> folders, CancellationToken cancellationToken)
    {
        foreach (var (rule, folder, entry) in folders)
        {
            if (plan.Rules[rule].Action == ItemAction.Report)
                continue;
            if (budget.TryTakeAll(entry.Count))
                await DeleteAsync(rule, folder, entry.Count, cancellationToken);
            else
                AddTooLarge(folder, entry.Count);
        }
    }

    private async Task DeleteAsync(int rule, byte[] folder, long planned, CancellationToken cancellationToken)
    {
        var ledger = new FolderLedger(plan.Rules);
        var content = new FolderContent(store, plan, ledger, rule);
        await store.ScanAsync(folder, content, cancellationToken);

        if (content.Hidden || content.Items.Count > planned || !ledger.IsSelected(rule, folder))
        {
            foreach (var (item, _) in content.Items)
                tally.Report(item, rule, Outcome.Changed);
            return;
        }

        // What a later rule would select, or keep, goes with its folder all the same: judged as in the sweep, where the first rule decides.
        var goes = new Judgement(JudgementKind.InFolder, rule);
        var items = content.Items.Where(found => plan.Judge(found.Item, found.Tags, ledger) == goes).Select(found => found.Item).ToArray();
        var chosen = Enumerable.Range(0, items.Length).Select(i => new Chosen(i, rule)).ToArray();
        await gate.ActGrantedAsync(new ItemBatch(items, content.ListedAt), chosen, cancellationToken);
        await changes.RemoveEmptyFolderAsync(folder, cancellationToken);
    }

    /// <summary>Half a folder is what the rule does not want: one that does not fit into the limit waits.</summary>
    private void AddTooLarge(byte[] folder, long count) => notes.Add(string.Create(
        CultureInfo.InvariantCulture,
        $"folder {Encoding.UTF8.GetString(folder)} goes as one and has {count} items; limits.maxDeletions leaves {budget.Left} in this run, so it waits"));

    /// <summary>Collects what is in a folder now, and enters it into the ledger anew.</summary>
    private sealed class FolderContent(IStore store, RetentionPlan plan, FolderLedger ledger, int rule) : IInventoryVisitor
    {
        /// <summary>The items, less those that an earlier rule takes.</summary>
        public ConcurrentQueue<(Item Item, IReadOnlyDictionary<string, string>? Tags)> Items { get; } = [];

        public DateTimeOffset ListedAt { get; private set; }

        /// <summary>Whether something in it could not be listed.</summary>
        public bool Hidden { get; private set; }

        public async ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
        {
            ListedAt = batch.ListedAt;
            for (var i = 0; i < batch.Items.Length; i++)
            {
                var item = batch.Items.Span[i].Detach();
                IReadOnlyDictionary<string, string>? tags = null;
                var judgement = plan.Survey(item, tags, ledger);
                if (judgement.Kind == JudgementKind.NeedsTags && (tags = await store.TagsAsync(item, cancellationToken)) is not null)
                    judgement = plan.Survey(item, tags, ledger);
                if (judgement.Kind is JudgementKind.Free or JudgementKind.Kept || (judgement.Kind == JudgementKind.Selected && judgement.Rule > rule))
                    Items.Enqueue((item, tags));
            }
        }

        public void Unreadable(ReadOnlyMemory<byte> path, string error) => Hidden = true;
    }
}
