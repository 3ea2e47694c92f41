namespace Janitor.Engine.Verification;

/// <summary>Works on keys in their order, several at once, and knows up to which all are done. For one caller at a time.</summary>
/// <param name="atOnce">How many keys are worked on at once, 1 or more.</param>
/// <param name="mostAhead">How many may be done, or on their way, behind one that takes long.</param>
/// <param name="place">The key after which it begins.</param>
internal sealed class KeyMarch(int atOnce, int mostAhead, ReadOnlyMemory<byte> place) : IDisposable
{
    private readonly SemaphoreSlim _free = new(atOnce);
    private readonly Queue<(ReadOnlyMemory<byte> Key, Task Work)> _begun = new();

    /// <summary>The last key of those that are done with all before it.</summary>
    public ReadOnlyMemory<byte> Place { get; private set; } = place;

    /// <summary>Begins the work on the next key, as soon as there is room for it. What failed before is thrown here.</summary>
    public async Task AddAsync(ReadOnlyMemory<byte> key, Func<Task> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        _begun.Enqueue((key, Task.Run(() => RunAsync(work), CancellationToken.None)));
        if (_begun.Count > mostAhead)
            await _begun.Peek().Work;
        await AdvanceAsync();
    }

    /// <summary>Waits for all that was begun.</summary>
    public async Task CompleteAsync()
    {
        await Task.WhenAll(_begun.Select(begun => begun.Work));
        await AdvanceAsync();
    }

    /// <summary>Waits for all that was begun, whether it fails or not.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAll(_begun.Select(begun => begun.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_begun.TryPeek(out var first) && first.Work.IsCompletedSuccessfully)
            Place = _begun.Dequeue().Key;
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private async Task AdvanceAsync()
    {
        while (_begun.TryPeek(out var first) && first.Work.IsCompleted)
        {
            await first.Work;
            Place = _begun.Dequeue().Key;
        }
    }

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        finally
        {
            _free.Release();
        }
    }
}
