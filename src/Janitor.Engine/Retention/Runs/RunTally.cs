using System.Globalization;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Planning;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Engine.Retention.Runs;

/// <summary>Counts what a run sees and does, and keeps the first few of each to show. Thread-safe.</summary>
internal sealed class RunTally(RetentionPlan plan, IReadOnlyList<(string Name, ItemAction Action)> rules, RunOptions options) : IOutcomeSink
{
    private const int SampleSize = 10;
    private const int RuleSampleSize = 3;
    private const int FailureSampleSize = 10;

    private readonly Lock _lock = new();
    private readonly RuleCount[] _rules = [.. rules.Select(_ => new RuleCount())];
    private readonly List<DecidedItem> _sample = [];
    private readonly List<string> _failures = [];
    private long _scanned;
    private long _matched;
    private long _unreadable;
    private long _removed;

    public long Scanned => Interlocked.Read(ref _scanned);

    public long Acted => _rules.Sum(rule => rule.Acted);

    public long Failed => _unreadable + _rules.Sum(rule => rule.Failed);

    public bool Unreadable => Interlocked.Read(ref _unreadable) > 0;

    /// <summary>The jobs whose items are counted.</summary>
    public JobLedger? Jobs { get; init; }

    public static string TextOf(ItemAction action) => action switch
    {
        ItemAction.Delete => "delete",
        ItemAction.Quarantine => "quarantine",
        _ => "report",
    };

    /// <summary>Forgets what a listing counted, before the next one.</summary>
    public void BeginListing()
    {
        Interlocked.Exchange(ref _scanned, 0);
        Interlocked.Exchange(ref _matched, 0);
        Interlocked.Exchange(ref _unreadable, 0);
        lock (_lock)
            _failures.Clear();
        Jobs?.BeginListing();
    }

    /// <summary>Counts listed items.</summary>
    /// <param name="scanned">All of them.</param>
    /// <param name="matched">Those that the run's filter lets through.</param>
    public void AddListed(int scanned, int matched)
    {
        Interlocked.Add(ref _scanned, scanned);
        Interlocked.Add(ref _matched, matched);
    }

    public void AddUnreadable(ReadOnlyMemory<byte> path, string message)
    {
        Interlocked.Increment(ref _unreadable);
        AddFailure($"{DecidedItem.TextOf(path.Span).Text}: {message}");
    }

    /// <summary>Enters a decision on an item.</summary>
    public void AddSelected(int rule, in Item item, string? reason = null)
    {
        var wanted = _rules[rule].AddSelected(1, item.Size) < RuleSampleSize;
        options.Progress.AddListed(0, 1);
        if (wanted || options.OnDecision is not null)
            Show(rule, Describe(rule, item.Path.Span, item.Size, item.ModifiedAt, reason ?? Reason.Of(plan.Rules[rule], item, plan)), wanted);
    }

    /// <summary>Enters a decision on a folder with all that is in it.</summary>
    public void AddSelectedFolder(int rule, byte[] folder, FolderEntry entry)
    {
        var wanted = _rules[rule].AddSelected(entry.Count, entry.Size) < RuleSampleSize;
        options.Progress.AddListed(0, entry.Count);
        Show(rule, Describe(rule, [.. folder, (byte)'/'], entry.Size, entry.Newest, Reason.OfFolder(plan.Rules[rule], entry, plan)), wanted);
    }

    public void Report(in Item item, int rule, Outcome outcome)
    {
        _rules[rule].Add(outcome);
        switch (outcome.Kind)
        {
            case OutcomeKind.Done:
                Interlocked.Increment(ref _removed);
                options.Progress.AddActed(outcome.BytesFreed);
                if (rules[rule].Action == ItemAction.Delete)
                    Jobs?.AddRemoved(item);
                break;
            case OutcomeKind.Gone:
                Interlocked.Increment(ref _removed);
                Jobs?.AddRemoved(item);
                break;
            case OutcomeKind.Failed:
                AddFailure($"{DecidedItem.TextOf(item.Path.Span).Text}: {outcome.Error}");
                break;
        }
    }

    public void AddFailure(string message)
    {
        lock (_lock)
        {
            if (_failures.Count < FailureSampleSize)
                _failures.Add(message);
        }
    }

    /// <summary>Writes what was counted into a report.</summary>
    public RunReport Into(RunReport report)
    {
        var reports = _rules.Select((count, i) => count.ToReport(rules[i].Name, TextOf(rules[i].Action))).ToList();
        lock (_lock)
        {
            return report with
            {
                Scanned = Scanned,
                Matched = options.Only is null ? null : Interlocked.Read(ref _matched),
                Selected = reports.Sum(rule => rule.Selected),
                BytesSelected = reports.Sum(rule => rule.BytesSelected),
                Acted = Acted,
                Changed = reports.Sum(rule => rule.Changed),
                Failed = Failed,
                Retained = Math.Max(0, Scanned - Interlocked.Read(ref _removed)),
                BytesFreed = report.BytesFreed + reports.Sum(rule => rule.BytesFreed),
                Rules = reports,
                Sample = [.. _sample],
                Failures = Cut(_failures, Failed),
            };
        }
    }

    private static List<string> Cut(List<string> failures, long failed) => failed > failures.Count
        ? [.. failures, string.Create(CultureInfo.InvariantCulture, $"… and {failed - failures.Count} more")]
        : [.. failures];

    private DecidedItem Describe(int rule, ReadOnlySpan<byte> path, long size, long modifiedAt, string reason)
    {
        var (text, base64) = DecidedItem.TextOf(path);
        return new DecidedItem
        {
            Path = text,
            PathBase64 = base64,
            Size = size,
            ModifiedAt = UnixNanoseconds.ToTime(modifiedAt),
            Action = TextOf(rules[rule].Action),
            Rule = rules[rule].Name,
            Reason = reason,
        };
    }

    private void Show(int rule, DecidedItem item, bool wanted)
    {
        options.OnDecision?.Invoke(item);
        if (!wanted)
            return;
        lock (_lock)
        {
            _rules[rule].Sample.Add(item);
            if (_sample.Count < SampleSize)
                _sample.Add(item);
        }
    }

    /// <summary>What one rule selected, and what became of it.</summary>
    private sealed class RuleCount
    {
        private long _selected;
        private long _bytesSelected;
        private long _acted;
        private long _changed;
        private long _failed;
        private long _bytesFreed;
        private int _shown;

        public List<DecidedItem> Sample { get; } = [];

        public long Acted => Interlocked.Read(ref _acted);

        public long Failed => Interlocked.Read(ref _failed);

        /// <summary>Counts items; returns how many decisions there were before.</summary>
        public int AddSelected(long count, long bytes)
        {
            Interlocked.Add(ref _selected, count);
            Interlocked.Add(ref _bytesSelected, bytes);
            return _shown < RuleSampleSize ? Interlocked.Increment(ref _shown) - 1 : RuleSampleSize;
        }

        public void Add(Outcome outcome)
        {
            Interlocked.Add(ref _bytesFreed, outcome.BytesFreed);
            switch (outcome.Kind)
            {
                case OutcomeKind.Done:
                    Interlocked.Increment(ref _acted);
                    break;
                case OutcomeKind.Changed:
                    Interlocked.Increment(ref _changed);
                    break;
                case OutcomeKind.Failed:
                    Interlocked.Increment(ref _failed);
                    break;
            }
        }

        public RuleReport ToReport(string name, string action) => new()
        {
            Name = name,
            Action = action,
            Selected = Interlocked.Read(ref _selected),
            BytesSelected = Interlocked.Read(ref _bytesSelected),
            Acted = Acted,
            Changed = Interlocked.Read(ref _changed),
            Failed = Failed,
            BytesFreed = Interlocked.Read(ref _bytesFreed),
            Sample = [.. Sample],
        };
    }
}
