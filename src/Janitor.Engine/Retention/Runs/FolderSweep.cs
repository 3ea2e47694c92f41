using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Janitor.Engine.Retention.Inventory;
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
        var content = new FolderContent(store, plan, ledger);
        await store.ScanAsync(folder, content, cancellationToken);

        var items = content.Items.ToArray();
        if (content.Hidden || items.Length > planned || !ledger.IsSelected(rule, folder))
        {
            foreach (var item in items)
                tally.Report(item, rule, Outcome.Changed);
            return;
        }

        var chosen = Enumerable.Range(0, items.Length).Select(i => new Chosen(i, rule)).ToArray();
        await gate.ActGrantedAsync(new ItemBatch(items, content.ListedAt), chosen, cancellationToken);
        await changes.RemoveEmptyFolderAsync(folder, cancellationToken);
    }

    /// <summary>Half a folder is what the rule does not want: one that does not fit into the limit waits.</summary>
    private void AddTooLarge(byte[] folder, long count) => notes.Add(string.Create(
        CultureInfo.InvariantCulture,
        $"folder {Encoding.UTF8.GetString(folder)} goes as one and has {count} items; limits.maxDeletions leaves {budget.Left} in this run, so it waits"));

    /// <summary>Collects what is in a folder now, and judges it anew.</summary>
    private sealed class FolderContent(IStore store, RetentionPlan plan, FolderLedger ledger) : IInventoryVisitor
    {
        public ConcurrentQueue<Item> Items { get; } = [];

        public DateTimeOffset ListedAt { get; private set; }

        /// <summary>Whether something in it could not be listed.</summary>
        public bool Hidden { get; private set; }

        public async ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
        {
            ListedAt = batch.ListedAt;
            for (var i = 0; i < batch.Items.Length; i++)
            {
                var item = batch.Items.Span[i].Detach();
                var judgement = plan.Survey(item, null, ledger);
                if (judgement.Kind == JudgementKind.NeedsTags && await store.TagsAsync(item, cancellationToken) is { } tags)
                    judgement = plan.Survey(item, tags, ledger);
                if (judgement.Kind == JudgementKind.Free)
                    Items.Enqueue(item);
            }
        }

        public void Unreadable(ReadOnlyMemory<byte> path, string error) => Hidden = true;
    }
}
