using System.Threading.Channels;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Ledger;

/// <summary>What one run removes, on its way into the ledger: out of the quotas' books, and into the run's history. Ends when all is written, or cannot be.</summary>
internal sealed partial class RemovalBook : IAsyncDisposable
{
    private const int MostAtOnce = 1000;

    /// <summary>A ledger that is slower than the run by more than so many is left behind.</summary>
    private const int MostWaiting = 100_000;

    /// <summary>The rule of <c>limits.minFree</c>, whose index follows the policy's rules.</summary>
    private const string MinFreeRule = "minFree";

    private readonly Channel<Entry> _entries = Channel.CreateBounded<Entry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly LedgerLink _link;
    private readonly RecordedRun _run;
    private readonly StoreName _target;
    private readonly IReadOnlyList<StoreName> _stores;
    private readonly IReadOnlyList<string> _rules;
    private readonly ILogger _logger;
    private readonly Task _writing;
    private long? _record;
    private long _lost;

    /// <param name="link">The ledger.</param>
    /// <param name="run">The run.</param>
    /// <param name="target">What the run works on.</param>
    /// <param name="stores">The places of quotas that may have in their books what the run removes.</param>
    /// <param name="rules">The names of the policy's rules.</param>
    /// <param name="logger">Gets a line when something could not be written.</param>
    public RemovalBook(LedgerLink link, RecordedRun run, StoreName target, IReadOnlyList<StoreName> stores, IReadOnlyList<string> rules, ILogger logger)
    {
        (_link, _run, _target, _stores, _rules, _logger) = (link, run, target, stores, rules, logger);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Takes note of what became of an item. Never waits. Thread-safe.</summary>
    public void Add(in Item item, int rule, Outcome outcome)
    {
        if (outcome.Kind is not (OutcomeKind.Done or OutcomeKind.Gone))
            return;
        var name = rule < _rules.Count ? _rules[rule] : MinFreeRule;
        if (!_entries.Writer.TryWrite(new Entry(new Removal(item.Path.ToArray(), item.Size, name), outcome.Kind == OutcomeKind.Done)))
            Interlocked.Increment(ref _lost);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await _writing;
        if (_lost > 0)
            LogLost(_logger, _run.Run, _lost);
    }

    private async Task WriteAsync()
    {
        var batch = new List<Entry>(MostAtOnce);
        try
        {
            while (await _entries.Reader.WaitToReadAsync())
            {
                while (batch.Count < MostAtOnce && _entries.Reader.TryRead(out var entry))
                    batch.Add(entry);
                await _link.UseAsync(ledger => WriteAsync(ledger, batch), CancellationToken.None);
                batch.Clear();
            }
        }
        catch (LedgerException)
        {
            // The link has told why.
            _entries.Writer.TryComplete();
            Interlocked.Add(ref _lost, batch.Count);
            while (_entries.Reader.TryRead(out _))
                Interlocked.Increment(ref _lost);
        }
    }

    private async Task<int> WriteAsync(OpenedLedger ledger, List<Entry> batch)
    {
        foreach (var store in _stores)
        {
            var keys = batch.Select(entry => _target.In(store, entry.Removal.Key)).OfType<ReadOnlyMemory<byte>>().ToList();
            if (keys.Count > 0)
                await ledger.Books.RemoveAsync(store.ToString(), keys, CancellationToken.None);
        }

        // What somebody else removed is out of the books, and not this run's doing.
        var own = batch.Where(entry => entry.IsOwn).Select(entry => entry.Removal).ToList();
        if (own.Count > 0)
            await ledger.Runs.AddRemovalsAsync(_record ??= await ledger.Runs.PutAsync(_run, CancellationToken.None), own, CancellationToken.None);
        return batch.Count;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} item(s) that run {Run} removed could not be taken down in the ledger; the next measurement takes them out of the books")]
    private static partial void LogLost(ILogger logger, string run, long count);

    private readonly record struct Entry(Removal Removal, bool IsOwn);
}
