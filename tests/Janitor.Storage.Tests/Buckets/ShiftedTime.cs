namespace Janitor.Storage.Tests.Buckets;

/// <summary>The system's clock, moved ahead at will; what waits on it waits a hundredth of the time.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private const int Faster = 100;

    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / Faster : dueTime, period);
}
