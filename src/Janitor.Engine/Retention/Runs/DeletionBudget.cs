namespace Janitor.Engine.Retention.Runs;

/// <summary>How many items a run may still delete or move. Thread-safe.</summary>
internal sealed class DeletionBudget(long most)
{
    private readonly Lock _lock = new();

    /// <summary>How many are left.</summary>
    public long Left { get; private set; } = most;

    /// <summary>Whether more was asked for than was left.</summary>
    public bool Exhausted { get; private set; }

    /// <summary>Takes up to <paramref name="wanted"/>.</summary>
    public int Take(int wanted)
    {
        lock (_lock)
        {
            var granted = (int)Math.Min(wanted, Left);
            Left -= granted;
            Exhausted |= granted < wanted;
            return granted;
        }
    }

    /// <summary>Takes all of <paramref name="wanted"/> or nothing.</summary>
    public bool TryTakeAll(long wanted)
    {
        lock (_lock)
        {
            var fits = wanted <= Left;
            Left -= fits ? wanted : 0;
            Exhausted |= !fits;
            return fits;
        }
    }
}
