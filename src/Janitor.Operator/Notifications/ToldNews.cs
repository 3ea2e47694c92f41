namespace Janitor.Operator.Notifications;

/// <summary>What was told lately, so that nothing is told twice; the oldest is forgotten.</summary>
internal sealed class ToldNews
{
    private const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Whether this has not been told yet; from now on it has.</summary>
    public bool IsNew(string what)
    {
        lock (_lock)
        {
            if (!_known.Add(what))
                return false;
            _order.Enqueue(what);
            if (_order.Count > Most)
                _known.Remove(_order.Dequeue());
            return true;
        }
    }
}
