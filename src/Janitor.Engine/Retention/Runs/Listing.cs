using System.Buffers;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Planning;

namespace Janitor.Engine.Retention.Runs;

/// <summary>
/// One pass over the store: judges each item of each batch. What is made of the judgements is up to the pass: <see cref="Survey"/> or
/// <see cref="Sweep"/>.
/// </summary>
internal abstract class Listing(IStore store, RunTally tally, ItemFilter filter, RunOptions options, int tagConcurrency) : IInventoryVisitor
{
    protected RunTally Tally { get; } = tally;

    public async ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var chosen = ArrayPool<Chosen>.Shared.Rent(batch.Items.Length);
        try
        {
            var count = JudgeAll(batch, chosen, out var needTags);
            if (needTags is not null)
            {
                var tags = await TagReader.ReadAsync(store, batch, needTags, tagConcurrency, cancellationToken);
                foreach (var index in needTags)
                {
                    if (Judge(batch.Items.Span[index], tags[index]) is { Kind: JudgementKind.Selected } judgement)
                        chosen[count++] = new Chosen(index, judgement.Rule);
                }
            }

            if (count > 0)
                await ActAsync(batch, chosen.AsMemory(0, count), cancellationToken);
        }
        finally
        {
            ArrayPool<Chosen>.Shared.Return(chosen);
        }
    }

    public virtual bool Wants(ReadOnlySpan<byte> folder) => true;

    public void Unreadable(ReadOnlyMemory<byte> path, string error) => Tally.AddUnreadable(path, error);

    /// <summary>Judges one item and counts it.</summary>
    /// <returns>The judgement; <see cref="JudgementKind.Selected"/> only for what <see cref="ActAsync"/> is to see.</returns>
    protected abstract Judgement Judge(in Item item, IReadOnlyDictionary<string, string>? tags);

    /// <summary>Acts on what was selected of a batch.</summary>
    protected abstract ValueTask ActAsync(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, CancellationToken cancellationToken);

    private int JudgeAll(ItemBatch batch, Span<Chosen> chosen, out List<int>? needTags)
    {
        needTags = null;
        var items = batch.Items.Span;
        var count = 0;
        var matched = 0;
        for (var i = 0; i < items.Length; i++)
        {
            ref readonly var item = ref items[i];
            if (!filter.IsOpen && !filter.Accepts(item.Path.Span))
                continue;
            matched++;
            var judgement = Judge(item, tags: null);
            if (judgement.Kind == JudgementKind.Selected)
                chosen[count++] = new Chosen(i, judgement.Rule);
            else if (judgement.Kind == JudgementKind.NeedsTags)
                (needTags ??= []).Add(i);
        }

        Tally.AddListed(items.Length, matched);
        options.Progress.AddListed(items.Length, 0);
        return count;
    }
}
