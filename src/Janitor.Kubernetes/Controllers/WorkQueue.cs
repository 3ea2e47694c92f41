using System.Threading.Channels;

namespace Janitor.Kubernetes.Controllers;

/// <summary>
/// Hands out keys to work on, as client-go's work queue: a key that is added several times before it is taken is handed out once; one that is added while it is
/// worked on is handed out again when that is done, never to two workers at once.
/// </summary>
/// <typeparam name="TKey">What is worked on.</typeparam>
internal sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    /// <summary>Timers have an upper limit, of some 49 days; delays have none.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly WorkQueueMetrics? _metrics;
    private readonly FailureBackoff<TKey> _failures = new();
    private readonly TokenBucket _bucket;

    /// <summary>What waits in the order it came. A key that is worked on is not in it.</summary>
    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();

    /// <summary>What is to be worked on, and since when.</summary>
    private readonly Dictionary<TKey, TimeSpan> _dirty = [];

    /// <summary>What is being worked on, and since when.</summary>
    private readonly Dictionary<TKey, TimeSpan> _processing = [];

    /// <summary>What is to be added later: one entry a key, the earliest first.</summary>
    private readonly SortedSet<Delayed> _delayed = new(Comparer<Delayed>.Create(static (a, b) => (a.Due, a.Order).CompareTo((b.Due, b.Order))));
    private readonly Dictionary<TKey, Delayed> _delayedByKey = [];
    private readonly ITimer _timer;
    private long _delays;

    public WorkQueue(TimeProvider time, WorkQueueMetrics? metrics = null)
    {
        (_time, _start, _metrics) = (time, time.GetTimestamp(), metrics);
        _bucket = new TokenBucket(time);
        _timer = time.CreateTimer(_ => AddDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        metrics?.Observe(() => _ready.Reader.Count, ProcessingTimes);
    }

    /// <summary>Whether nothing waits and nothing is worked on; delays do not count.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
                return _dirty.Count == 0 && _processing.Count == 0;
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Adds a key to be worked on at once.</summary>
    public void Add(TKey key)
    {
        lock (_lock)
        {
            if (!_dirty.TryAdd(key, Now))
                return;
            _metrics?.Added();
            if (!_processing.ContainsKey(key))
                _ready.Writer.TryWrite(key);
        }
    }

    /// <summary>Adds a key when <paramref name="delay"/> has passed; of several delays of a key the one that ends first counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }
        _metrics?.Delayed();
        lock (_lock)
        {
            var now = Now;
            var due = delay < TimeSpan.MaxValue - now ? now + delay : TimeSpan.MaxValue;
            if (_delayedByKey.TryGetValue(key, out var other))
            {
                if (other.Due <= due)
                    return;
                _delayed.Remove(other);
            }
            var delayed = new Delayed(due, _delays++, key);
            _delayedByKey[key] = delayed;
            _delayed.Add(delayed);
            SetTimer();
        }
    }

    /// <summary>
    /// Adds a key that failed: after 5 ms, doubling with each failure up to 1000 s, and after all others that failed before it when these are more than ten a second.
    /// </summary>
    public void AddFailed(TKey key)
    {
        TimeSpan delay, turn;
        lock (_lock)
            (delay, turn) = (_failures.Next(key), _bucket.Take());
        AddAfter(key, delay > turn ? delay : turn);
    }

    /// <summary>Forgets that a key failed.</summary>
    public void Forget(TKey key)
    {
        lock (_lock)
            _failures.Forget(key);
    }

    /// <summary>Waits for a key to work on. <see cref="Done"/> must be called for it.</summary>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancellationToken)
    {
        var key = await _ready.Reader.ReadAsync(cancellationToken);
        lock (_lock)
        {
            _dirty.Remove(key, out var since);
            var now = Now;
            _processing.Add(key, now);
            _metrics?.Taken(now - since);
        }
        return key;
    }

    /// <summary>Says that the work on a key has ended, well or not.</summary>
    public void Done(TKey key)
    {
        lock (_lock)
        {
            if (_processing.Remove(key, out var since))
                _metrics?.Done(Now - since);
            if (_dirty.ContainsKey(key))
                _ready.Writer.TryWrite(key);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private IReadOnlyList<TimeSpan> ProcessingTimes()
    {
        lock (_lock)
        {
            var now = Now;
            return [.. _processing.Values.Select(since => now - since)];
        }
    }

    private void AddDue()
    {
        lock (_lock)
        {
            while (_delayed.Min is { } next && next.Due <= Now)
            {
                _delayed.Remove(next);
                _delayedByKey.Remove(next.Key);
                Add(next.Key);
            }
            SetTimer();
        }
    }

    private void SetTimer()
    {
        if (_delayed.Min is not { } next)
            return;
        var wait = next.Due - Now;
        _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestTimer ? LongestTimer : wait, Timeout.InfiniteTimeSpan);
    }

    /// <param name="Due">When, on the queue's own clock.</param>
    /// <param name="Order">Tells apart what is due at the same time.</param>
    /// <param name="Key">What is added.</param>
    private sealed record Delayed(TimeSpan Due, long Order, TKey Key);
}
