using System.Diagnostics.Metrics;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;

namespace Janitor.Operator.Metrics;

/// <summary>What runs did, as instruments of the meter <c>Janitor</c>.</summary>
public sealed class RunMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Janitor";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _runs;
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _items;
    private readonly Counter<long> _bytes;

    /// <summary>Makes the instruments.</summary>
    public RunMetrics()
    {
        _runs = _meter.CreateCounter<long>("janitor_run_total", null, "Runs that ended.");
        _durations = _meter.CreateHistogram(
            "janitor_run_duration_seconds",
            "s",
            "How long runs took.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800, 3600, 7200, 21600] });
        _items = _meter.CreateCounter<long>("janitor_items_total", null, "Items that rules selected, by what became of them: acted, failed, or kept (a preview, a limit, a change).");
        _bytes = _meter.CreateCounter<long>("janitor_bytes_freed_total", "By", "Bytes that runs freed.");
    }

    /// <summary>Counts a run that ended.</summary>
    public void Count(RetentionPolicy policy, RunSummary run) => Count(RetentionPolicy.KindName, policy.Namespace, policy.Metadata.Name, run);

    /// <summary>Counts an eviction that ended.</summary>
    public void Count(StorageQuota quota, RunSummary run) => Count(StorageQuota.KindName, quota.Namespace, quota.Metadata.Name, run);

    /// <summary>Counts a backup or a restore that ended.</summary>
    /// <param name="kind">BackupSchedule or Restore.</param>
    /// <param name="namespace">The namespace.</param>
    /// <param name="name">The schedule, or the restore.</param>
    /// <param name="trigger">Why it was begun.</param>
    /// <param name="outcome">Succeeded or Failed.</param>
    /// <param name="took">How long it took.</param>
    public void Count(string kind, string @namespace, string name, string trigger, string outcome, TimeSpan took)
    {
        KeyValuePair<string, object?>[] what = [new("kind", kind), new("namespace", @namespace), new("name", name), new("trigger", trigger), new("outcome", outcome)];
        _runs.Add(1, what);
        _durations.Record(took.TotalSeconds, what);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Count(string kind, string @namespace, string name, RunSummary run)
    {
        Count(kind, @namespace, name, run.Trigger.ToString(), run.Outcome, run.FinishedAt - run.StartedAt);
        KeyValuePair<string, object?>[] who = [new("kind", kind), new("namespace", @namespace), new("name", name)];
        _bytes.Add(run.BytesFreed, who);
        foreach (var rule in run.Rules)
        {
            Add(rule, "acted", rule.Acted);
            Add(rule, "failed", rule.Failed);
            Add(rule, "kept", rule.Selected - rule.Acted - rule.Failed);
        }

        void Add(RuleSummary rule, string outcome, long count)
        {
            if (count > 0)
                _items.Add(count, [.. who, new("rule", rule.Name), new("action", rule.Action), new("outcome", outcome)]);
        }
    }
}
