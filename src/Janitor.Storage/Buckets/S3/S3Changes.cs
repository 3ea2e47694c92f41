using Janitor.Engine.Inventory;

namespace Janitor.Storage.Buckets.S3;

/// <summary>
/// Collects keys into bulk deletes and keeps several requests in flight; a caller waits while all are taken, so memory stays bounded.
/// </summary>
internal sealed class S3Changes(BucketConnection bucket, IOutcomeSink outcomes) : IStoreChanges
{
    private readonly SemaphoreSlim _moves = new(bucket.Options.Concurrency);
    private readonly SemaphoreSlim _bulks = new(bucket.Options.BulkDeletes);
    private readonly S3Deletion _deletion = new(bucket);
    private readonly Lock _lock = new();
    private List<Doomed> _pending = [];
    private volatile Exception? _failure;
    private bool _disposed;

    public async ValueTask DeleteAsync(ItemBatch batch, ReadOnlyMemory<Chosen> chosen, CancellationToken cancellationToken)
    {
        for (var i = 0; i < chosen.Length; i++)
        {
            if (Doom(batch, chosen.Span[i]) is { } doomed && Add(doomed) is { } full)
                await StartAsync(_bulks, token => _deletion.DeleteAsync(full, Report, token), cancellationToken);
        }
    }

    public async ValueTask QuarantineAsync(
        ItemBatch batch, ReadOnlyMemory<Chosen> chosen, QuarantineLabel label, CancellationToken cancellationToken)
    {
        for (var i = 0; i < chosen.Length; i++)
        {
            if (Doom(batch, chosen.Span[i]) is { } doomed)
                await StartAsync(_moves, token => S3Quarantine.MoveAsync(bucket, _deletion, doomed, label, Report, token), cancellationToken);
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        List<Doomed> rest;
        lock (_lock)
            (rest, _pending) = (_pending, []);
        if (rest.Count > 0)
            await StartAsync(_bulks, token => _deletion.DeleteAsync(rest, Report, token), cancellationToken);
        await IdleAsync(cancellationToken);
        if (_failure is { } failure)
            throw failure;
    }

    /// <summary>Waits for what is in flight; what was only collected is dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await IdleAsync(CancellationToken.None);
        _deletion.Dispose();
        _bulks.Dispose();
        _moves.Dispose();
    }

    private Doomed? Doom(ItemBatch batch, Chosen chosen)
    {
        ref readonly var item = ref batch.Items.Span[chosen.Index];
        if (bucket.Key(item.Path) is { Length: > 0 } key)
            return new Doomed(key, item.Detach(), chosen.Rule, batch.ListedAt);
        outcomes.Report(item, chosen.Rule, Outcome.Failed("its key is not UTF-8, so no request can name it"));
        return null;
    }

    /// <summary>Adds one to the collection and returns that when it is full.</summary>
    private List<Doomed>? Add(Doomed doomed)
    {
        lock (_lock)
        {
            _pending.Add(doomed);
            if (_pending.Count < bucket.Options.BatchSize)
                return null;
            var full = _pending;
            _pending = [];
            return full;
        }
    }

    private async Task StartAsync(SemaphoreSlim slots, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        _ = RunAsync(slots, work, cancellationToken);
    }

    private async Task RunAsync(SemaphoreSlim slots, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception e)
        {
            _failure = e;
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task IdleAsync(CancellationToken cancellationToken)
    {
        await IdleAsync(_moves, bucket.Options.Concurrency, cancellationToken);
        await IdleAsync(_bulks, bucket.Options.BulkDeletes, cancellationToken);
    }

    private static async Task IdleAsync(SemaphoreSlim slots, int count, CancellationToken cancellationToken)
    {
        var taken = 0;
        try
        {
            for (; taken < count; taken++)
                await slots.WaitAsync(cancellationToken);
        }
        finally
        {
            if (taken > 0)
                slots.Release(taken);
        }
    }

    private void Report(Doomed doomed, Outcome outcome) => outcomes.Report(doomed.Item, doomed.Rule, outcome);
}
