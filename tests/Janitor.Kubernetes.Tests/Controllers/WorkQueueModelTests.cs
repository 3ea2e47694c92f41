using FsCheck;
using FsCheck.Fluent;
using Janitor.Kubernetes.Controllers;
using Janitor.TestBench;

namespace Janitor.Kubernetes.Tests.Controllers;

/// <summary>Any sequence of calls has the outcome that a plain model says: lists and a clock, no tricks.</summary>
public sealed class WorkQueueModelTests
{
    [Fact]
    public void AnySequence_OfCalls_HasTheModelsOutcome()
    {
        var key = Gen.Choose(0, 2);
        var step = Gen.Frequency(
            (4, key.Select(k => new Step("add", k, 0))),
            (3, key.SelectMany(k => Gen.Choose(1, 5).Select(seconds => new Step("after", k, seconds)))),
            (4, Gen.Constant(new Step("take", 0, 0))),
            (3, Gen.Constant(new Step("done", 0, 0))),
            (2, Gen.Choose(1, 4).Select(seconds => new Step("pass", 0, seconds))));

        Prop.ForAll(step.ListOf().ToArbitrary(), steps => Agree([.. steps])).QuickCheckThrowOnFailure();
    }

    private static void Agree(IReadOnlyList<Step> steps)
    {
        var time = new ManualTime();
        using var queue = new WorkQueue<int>(time);
        var model = new Model();
        foreach (var step in steps)
        {
            switch (step.Call)
            {
                case "add":
                    queue.Add(step.Key);
                    model.Add(step.Key);
                    break;
                case "after":
                    queue.AddAfter(step.Key, TimeSpan.FromSeconds(step.Seconds));
                    model.AddAfter(step.Key, step.Seconds);
                    break;
                case "take":
                    Assert.Equal(model.Take(), Take(queue));
                    break;
                case "done" when model.Processing.Count > 0:
                    queue.Done(model.Processing[0]);
                    model.Done(model.Processing[0]);
                    break;
                case "pass":
                    for (var second = 0; second < step.Seconds; second++)
                    {
                        time.Advance(TimeSpan.FromSeconds(1));
                        model.Tick();
                    }
                    break;
            }
        }
        Assert.Equal(model.IsIdle, queue.IsIdle);
    }

    private static int? Take(WorkQueue<int> queue)
    {
        using var now = new CancellationTokenSource();
        var taking = queue.TakeAsync(now.Token);
        if (taking.IsCompleted)
            return taking.Result;
        now.Cancel();
        return null;
    }

    private sealed record Step(string Call, int Key, int Seconds);

    private sealed class Model
    {
        private readonly List<int> _wanted = [];
        private readonly List<(int Due, int Key)> _delayed = [];
        private int _now;

        public List<int> Processing { get; } = [];

        public bool IsIdle => _wanted.Count == 0 && Processing.Count == 0;

        public void Add(int key)
        {
            if (!_wanted.Contains(key))
                _wanted.Add(key);
        }

        public void AddAfter(int key, int seconds)
        {
            var at = _delayed.FindIndex(d => d.Key == key);
            if (at >= 0 && _delayed[at].Due <= _now + seconds)
                return;
            if (at >= 0)
                _delayed.RemoveAt(at);
            _delayed.Add((_now + seconds, key));
        }

        public int? Take()
        {
            var at = _wanted.FindIndex(key => !Processing.Contains(key));
            if (at < 0)
                return null;
            var key = _wanted[at];
            _wanted.RemoveAt(at);
            Processing.Add(key);
            return key;
        }

        public void Done(int key)
        {
            Processing.Remove(key);
            // What waited for this comes after what waits already.
            if (_wanted.Remove(key))
                _wanted.Add(key);
        }

        public void Tick()
        {
            _now++;
            foreach (var (_, key) in _delayed.Where(d => d.Due <= _now))
                Add(key);
            _delayed.RemoveAll(d => d.Due <= _now);
        }
    }
}
