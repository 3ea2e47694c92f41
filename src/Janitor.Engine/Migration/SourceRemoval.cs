using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Migration;

/// <summary>Removes at the source what was verified at the destination, some hundred items at a time, after those copies have been made to last.</summary>
internal sealed class SourceRemoval(IContentStore source, IContentStore destination, MigrationProgress progress, MigrationOptions options) : IOutcomeSink
{
    private const int BatchSize = 500;

    private readonly Lock _lock = new();
    private List<Item> _verified = [];

    /// <summary>Removes an item, now or with others later.</summary>
    public ValueTask AddAsync(Item item, CancellationToken cancellationToken)
    {
        List<Item> full;
        lock (_lock)
        {
            _verified.Add(item);
            if (_verified.Count < BatchSize)
                return ValueTask.CompletedTask;
            (full, _verified) = (_verified, []);
        }

        return RemoveAsync(full, cancellationToken);
    }

    /// <summary>Removes the rest.</summary>
    public ValueTask CompleteAsync(CancellationToken cancellationToken) => _verified.Count == 0 ? ValueTask.CompletedTask : RemoveAsync(_verified, cancellationToken);

    /// <inheritdoc/>
    public void Report(in Item item, int rule, Outcome outcome)
    {
        switch (outcome.Kind)
        {
            case OutcomeKind.Done or OutcomeKind.Gone:
                progress.Removed();
                break;
            case OutcomeKind.Changed:
                progress.Changed();
                break;
            default:
                var failed = progress.Add(item, "failed", $"its copy is verified, but it cannot be removed at the source: {outcome.Error}", null, options.Shown);
                options.Decided?.Invoke(failed);
                break;
        }
    }

    private async ValueTask RemoveAsync(List<Item> items, CancellationToken cancellationToken)
    {
        await destination.Contents.SettleAsync(cancellationToken);
        // So old a listing has each object looked at again right before it is deleted, also by servers that ignore conditions.
        var batch = new ItemBatch(items.ToArray(), DateTimeOffset.UnixEpoch);
        await using var changes = source.BeginChanges(this);
        await changes.DeleteAsync(batch, Enumerable.Range(0, items.Count).Select(index => new Chosen(index, 0)).ToArray(), cancellationToken);
        await changes.CompleteAsync(cancellationToken);
    }
}
