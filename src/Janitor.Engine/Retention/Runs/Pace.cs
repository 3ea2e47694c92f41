namespace Janitor.Engine.Retention.Runs;

/// <summary>Keeps changes below a rate by making them wait for their turn. Thread-safe.</summary>
/// <param name="perSecond">The rate; null for none.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(int? perSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>How many changes may be asked for at once: a tenth of a second's worth.</summary>
    public int Stride => perSecond is { } rate ? Math.Max(1, rate / 10) : int.MaxValue;

    public async ValueTask WaitAsync(int count, CancellationToken cancellationToken)
    {
        if (perSecond is not { } rate)
            return;

        TimeSpan delay;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var turn = _next > now ? _next : now;
            _next = turn + TimeSpan.FromSeconds((double)count / rate);
            delay = turn - now;
        }

        if (delay > TimeSpan.Zero)
            await Task.Delay(delay, time, cancellationToken);
    }
}
