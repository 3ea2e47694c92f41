using System.Collections.Concurrent;
using System.Text;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Tests.Buckets;

/// <summary>Keeps what became of each item, and fails when one is reported twice.</summary>
internal sealed class RecordedOutcomes : IOutcomeSink
{
    private readonly ConcurrentDictionary<string, (int Rule, Outcome Outcome)> _outcomes = new(StringComparer.Ordinal);
    private int _doubles;

    public int Count => _outcomes.Count;

    public Outcome this[string path] => _outcomes[path].Outcome;

    public int Rule(string path) => _outcomes[path].Rule;

    public IEnumerable<string> Of(OutcomeKind kind) => _outcomes.Where(o => o.Value.Outcome.Kind == kind).Select(o => o.Key).Order(StringComparer.Ordinal);

    public long BytesFreed => _outcomes.Values.Sum(o => o.Outcome.BytesFreed);

    public void Report(in Item item, int rule, Outcome outcome)
    {
        if (!_outcomes.TryAdd(Encoding.UTF8.GetString(item.Path.Span), (rule, outcome)))
            Interlocked.Increment(ref _doubles);
    }

    public void AssertEachOnce() => Assert.Equal(0, _doubles);
}
