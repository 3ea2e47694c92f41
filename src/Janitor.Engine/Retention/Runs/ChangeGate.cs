using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Planning;

namespace Janitor.Engine.Retention.Runs;

/// <summary>The one way to a store's items: hands on what is decided, within the run's budget and rate. Thread-safe.</summary>
internal sealed class ChangeGate(IStoreChanges changes, RetentionPlan plan, DeletionBudget budget, Pace pace)
{
    /// <summary>Carries out decisions on items of one batch, as far as the budget reaches.</summary>
    public async ValueTask ActAsync(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, CancellationToken cancellationToken)
    {
        var granted = chosen[..budget.Take(chosen.Length)];
        await ActGrantedAsync(batch, granted, cancellationToken);
    }

    /// <summary>Carries out decisions for which the budget has been taken.</summary>
    public async ValueTask ActGrantedAsync(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, CancellationToken cancellationToken)
    {
        while (!chosen.IsEmpty)
        {
            var part = chosen[..SameActionLength(chosen.Span)];
            chosen = chosen[part.Length..];
            await pace.WaitAsync(part.Length, cancellationToken);
            if (plan.Rules.ElementAtOrDefault(part.Span[0].Rule)?.QuarantineFor is { } keep)
                await changes.QuarantineAsync(batch, part, new QuarantineLabel(plan.Now + keep, plan.Now), cancellationToken);
            else
                await changes.DeleteAsync(batch, part, cancellationToken);
        }
    }

    /// <summary>How many of the first decisions can go together: one action, one label, within the pace.</summary>
    private int SameActionLength(ReadOnlySpan<Chosen> chosen)
    {
        var most = Math.Min(chosen.Length, pace.Stride);
        var first = KeepOf(chosen[0]);
        var length = 1;
        while (length < most && KeepOf(chosen[length]) == first)
            length++;
        return length;
    }

    private TimeSpan? KeepOf(Chosen chosen) => chosen.Rule < plan.Rules.Count ? plan.Rules[chosen.Rule].QuarantineFor : null;
}
