using Janitor.Kubernetes.Controllers;
using Janitor.TestBench;

namespace Janitor.Kubernetes.Tests.Controllers;

public sealed class WorkQueueTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly WorkQueue<string> _queue;

    public WorkQueueTests() => _queue = new WorkQueue<string>(_time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void Add_SeveralTimesBeforeItIsTaken_IsHandedOutOnce()
    {
        _queue.Add("a");
        _queue.Add("b");
        _queue.Add("a");

        Assert.Equal("a", Take());
        Assert.Equal("b", Take());
        Assert.Null(Take());
    }

    [Fact]
    public void Add_WhileItIsWorkedOn_IsHandedOutAfterwardsAndNotBefore()
    {
        _queue.Add("a");
        Take();
        _queue.Add("a");
        _queue.Add("a");
        Assert.Null(Take());

        _queue.Done("a");
        Assert.Equal("a", Take());
        _queue.Done("a");
        Assert.Null(Take());
    }

    [Fact]
    public async Task TakeAsync_NothingThere_WaitsUntilSomethingIsAdded()
    {
        var taking = _queue.TakeAsync(CancellationToken.None).AsTask();
        Assert.False(taking.IsCompleted);
        _queue.Add("a");

        Assert.Equal("a", await taking);
    }

    [Fact]
    public void AddAfter_SeveralDelays_TheOneThatEndsFirstCounts()
    {
        _queue.AddAfter("a", Seconds(10));
        _queue.AddAfter("a", Seconds(5));
        _queue.AddAfter("a", Seconds(7));
        _time.Advance(Seconds(4.999));
        Assert.Null(Take());

        _time.Advance(Seconds(0.001));
        Assert.Equal("a", Take());
        _queue.Done("a");
        _time.Advance(Seconds(60));
        Assert.Null(Take());
    }

    [Fact]
    public void AddAfter_SeveralKeys_ComeInTheOrderOfTheirTimes()
    {
        _queue.AddAfter("c", Seconds(3));
        _queue.AddAfter("a", Seconds(1));
        _queue.AddAfter("b", Seconds(2));
        _time.Advance(Seconds(2));
        Assert.Equal(("a", "b", null), (Take(), Take(), Take()));

        _time.Advance(Seconds(1));
        Assert.Equal("c", Take());
    }

    [Fact]
    public void AddAfter_NoDelay_IsAtOnce()
    {
        _queue.AddAfter("a", TimeSpan.Zero);
        _queue.AddAfter("b", Seconds(-1));

        Assert.Equal(("a", "b"), (Take(), Take()));
    }

    [Fact]
    public void AddAfter_LongerThanTimersLast_ComesInTime()
    {
        _queue.AddAfter("never", TimeSpan.MaxValue);
        _queue.AddAfter("a", TimeSpan.FromDays(100));
        for (var day = 0; day < 99; day++)
            _time.Advance(TimeSpan.FromDays(1));
        Assert.Null(Take());

        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal("a", Take());
    }

    [Fact]
    public void AddFailed_AgainAndAgain_WaitsLongerEachTimeUntilForgotten()
    {
        foreach (var milliseconds in (int[])[5, 10, 20, 40])
            ComesAfter(milliseconds);

        _queue.Forget("a");
        ComesAfter(5);

        void ComesAfter(int milliseconds)
        {
            _queue.AddFailed("a");
            _time.Advance(Seconds((milliseconds - 1) / 1000.0));
            Assert.Null(Take());
            _time.Advance(Seconds(0.001));
            Assert.Equal("a", Take());
            _queue.Done("a");
        }
    }

    [Fact]
    public void AddFailed_ManyKeys_ComeTenASecondAfterTheFirstHundred()
    {
        for (var i = 0; i < 120; i++)
            _queue.AddFailed($"{i}");
        _time.Advance(Seconds(0.005));
        Assert.Equal(100, TakeAll());

        _time.Advance(Seconds(1));
        Assert.Equal(10, TakeAll());
        _time.Advance(Seconds(1));
        Assert.Equal(10, TakeAll());
    }

    [Fact]
    public async Task TakeAsync_ManyWorkers_NeverHaveTheSameKey()
    {
        using var queue = new WorkQueue<int>(TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var (working, together, looks) = (new int[5], 0, 0);
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var key = await queue.TakeAsync(stop.Token);
                if (Interlocked.Increment(ref working[key]) > 1)
                    Interlocked.Increment(ref together);
                Interlocked.Increment(ref looks);
                await Task.Yield();
                Interlocked.Decrement(ref working[key]);
                queue.Done(key);
            }
        })).ToList();
        for (var i = 0; i < 20_000; i++)
            queue.Add(i % 5);
        await Eventually.HoldsAsync(() => queue.IsIdle);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(workers));

        Assert.Equal(0, together);
        Assert.InRange(looks, 5, 20_000);
    }

    private int TakeAll()
    {
        var count = 0;
        while (Take() is not null)
            count++;
        return count;
    }

    private string? Take()
    {
        using var now = new CancellationTokenSource();
        var taking = _queue.TakeAsync(now.Token);
        if (taking.IsCompleted)
            return taking.Result;
        now.Cancel();
        return null;
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
