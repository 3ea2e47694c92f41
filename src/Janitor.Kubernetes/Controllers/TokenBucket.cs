namespace Janitor.Kubernetes.Controllers;

/// <summary>Lets ten a second through, and a hundred at once after a pause, as client-go's work queues do for all keys together.</summary>
internal sealed class TokenBucket(TimeProvider time)
{
    public const double PerSecond = 10;
    public const int Burst = 100;

    private double _tokens = Burst;
    private long _last = time.GetTimestamp();

    /// <summary>Takes a turn, and says how long it is until then.</summary>
    public TimeSpan Take()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(Burst, _tokens + (time.GetElapsedTime(_last, now).TotalSeconds * PerSecond)) - 1;
        _last = now;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / PerSecond);
    }
}
