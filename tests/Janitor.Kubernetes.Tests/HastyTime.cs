using System.Collections.Concurrent;

namespace Janitor.Kubernetes.Tests;

/// <summary>The system's clock, on which waits of less than a minute are over at once, and written down.</summary>
internal sealed class HastyTime : TimeProvider
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    /// <summary>The short waits so far.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= Long)
            return base.CreateTimer(callback, state, dueTime, period);
        Waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
