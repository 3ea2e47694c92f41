using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Quotas;
using Janitor.Engine.Retention.Reports;
using Janitor.Operator.Retention;

namespace Janitor.Operator.Quotas;

/// <summary>Adds up the evictions of several tenants.</summary>
/// <param name="quota">The quota.</param>
internal sealed class EvictionTally(StorageQuota quota)
{
    private const int Most = 5;

    private readonly List<string> _problems = [];
    private RunSummary _sum = new() { DryRun = quota.Spec.Evict.Mode == RunMode.DryRun };
    private long _left = quota.Spec.Evict.MaxDeletions;
    private bool _isExhausted;

    /// <summary>How many items more may go.</summary>
    public long Left => Math.Max(_left, 0);

    /// <summary>All of them as one run.</summary>
    public RunSummary Summary => _sum with
    {
        Outcome = (_problems.Count > 0 || _sum.Failed > 0 ? _sum.Acted > 0 ? RunOutcome.Partial : RunOutcome.Failed : RunOutcome.Succeeded).ToString(),
        Freed = HumanSize.Bytes(_sum.BytesFreed),
        StopReason = _isExhausted ? nameof(StopReason.MaxDeletions) : _sum.StopReason,
        Message = Message,
        Rules =
        [
            new RuleSummary
            {
                Name = TenantEviction.Rule,
                Action = "delete",
                Selected = _sum.Selected,
                BytesSelected = _sum.BytesSelected,
                Acted = _sum.Acted,
                Failed = _sum.Failed,
                BytesFreed = _sum.BytesFreed,
            },
        ],
    };

    private string? Message
    {
        get
        {
            var limit = _isExhausted ? [$"evict.maxDeletions ({quota.Spec.Evict.MaxDeletions}) was reached; the rest waits for the next measurement"] : Array.Empty<string>();
            var more = _problems.Count > Most ? [$"and {_problems.Count - Most} more"] : Array.Empty<string>();
            string[] all = [.. limit, .. _problems.Take(Most), .. more];
            return all.Length == 0 ? null : string.Join("; ", all);
        }
    }

    /// <summary>One tenant was served.</summary>
    public void Add(string tenant, RunReport report)
    {
        var one = RunSummaries.Of(report);
        _left -= report.DryRun ? report.Selected : report.Acted;
        _sum = _sum with
        {
            Scanned = _sum.Scanned + one.Scanned,
            Selected = _sum.Selected + one.Selected,
            BytesSelected = _sum.BytesSelected + one.BytesSelected,
            Acted = _sum.Acted + one.Acted,
            Changed = _sum.Changed + one.Changed,
            Failed = _sum.Failed + one.Failed,
            Retained = _sum.Retained + one.Retained,
            BytesFreed = _sum.BytesFreed + one.BytesFreed,
            Sample = [.. _sum.Sample.Concat(one.Sample).Take(2 * Most)],
            Failures = [.. _sum.Failures.Concat(one.Failures).Take(Most)],
            Protection = one.Protection,
            StopReason = _sum.StopReason ?? one.StopReason,
        };
        if (_left <= 0)
            Exhaust();
        if (report.StopReason == StopReason.MaxDeletePercent)
            AddProblem($"{tenant}: more than evict.maxDeletePercent ({quota.Spec.Evict.MaxDeletePercent}) of its items would go, so none went");
        else if (report.StopReason is { } reason and not StopReason.MaxDeletions)
            AddProblem($"{tenant}: {report.Message ?? reason.ToString()}");
    }

    /// <summary>A tenant could not be served.</summary>
    public void AddProblem(string problem) => _problems.Add(problem);

    /// <summary>All that may go has gone.</summary>
    public void Exhaust() => _isExhausted = true;
}
