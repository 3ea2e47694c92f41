using Janitor.Kubernetes.Caching;
using Janitor.TestBench;

namespace Janitor.Kubernetes.Tests.Caching;

public sealed class BackoffTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void PauseAsync_AgainAndAgain_DoublesUpToHalfAMinute()
    {
        var backoff = new Backoff(_time, () => 0);

        Assert.Equal([0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30], Enumerable.Range(0, 8).Select(_ => Seconds(backoff)));
    }

    [Fact]
    public void PauseAsync_ByChance_IsUpToTwiceAsLong()
    {
        var backoff = new Backoff(_time, () => 0.5);

        Assert.Equal([1.2, 2.4], [Seconds(backoff), Seconds(backoff)]);
    }

    [Fact]
    public void PauseAsync_AfterTwoQuietMinutes_BeginsAnew()
    {
        var backoff = new Backoff(_time, () => 0);
        Seconds(backoff);
        _time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromSeconds(0.8));
        Assert.Equal(1.6, Seconds(backoff));
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(0.8, Seconds(backoff));
    }

    [Fact]
    public void PauseAsync_ServerAsksForMore_WaitsThatLong() =>
        Assert.Equal(90, Seconds(new Backoff(_time, () => 0), TimeSpan.FromSeconds(90)));

    private double Seconds(Backoff backoff, TimeSpan atLeast = default)
    {
        var pause = backoff.PauseAsync(atLeast, CancellationToken.None);
        var length = _time.Next - _time.GetUtcNow();
        _time.Advance(length);
        Assert.True(pause.IsCompletedSuccessfully);
        return length.TotalSeconds;
    }
}
