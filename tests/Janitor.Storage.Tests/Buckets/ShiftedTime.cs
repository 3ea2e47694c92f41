namespace Janitor.Storage.Tests.Buckets;

/// <summary>The system's clock, moved ahead at will. Pauses between attempts last a hundredth of their time; deadlines are left as they are, for a busy server needs them.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private const int Faster = 100;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime <= LongestPause ? dueTime / Faster : dueTime, period);
}
