using System.Text.Json;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Reports;
using Janitor.Operator.Retention.Workers;
using Janitor.Operator.Workers;

namespace Janitor.Operator.Retention;

/// <summary>Turns a run's report into what the status, and a worker's termination message, hold of it.</summary>
internal static class RunSummaries
{
    private const int MostSamples = 10;
    private const int MostFailures = 5;
    private const int LongestText = 1024;

    /// <summary>The summary of a report. Who started the run, and for what, is added by whoever knows.</summary>
    public static RunSummary Of(RunReport report) => new()
    {
        StartedAt = report.StartedAt,
        FinishedAt = report.FinishedAt,
        DryRun = report.DryRun,
        Outcome = report.Outcome.ToString(),
        Selected = report.Selected,
        BytesSelected = report.BytesSelected,
        Acted = report.Acted,
        Failed = report.Failed,
        BytesFreed = report.BytesFreed,
        StopReason = report.StopReason?.ToString(),
        Message = Shorten(report.Field is null ? report.Message : $"{report.Field}: {report.Message}"),
        Scanned = report.Scanned,
        Retained = report.Retained,
        Changed = report.Changed,
        Rules = [.. report.Rules.Select(Of)],
        Sample = [.. report.Sample.Take(MostSamples).Select(item => new SampleItem { Path = Shorten(item.Path)!, Rule = item.Rule, Reason = item.Reason })],
        Failures = [.. report.Failures.Take(MostFailures).Select(failure => Shorten(failure)!)],
        Protection = report.Protection,
        References = report.Catalog?.References,
    };

    /// <summary>What the history keeps of it.</summary>
    public static RunRecord Shortened(RunSummary run) => new()
    {
        Id = run.Id,
        Trigger = run.Trigger,
        Cause = run.Cause,
        Generation = run.Generation,
        StartedAt = run.StartedAt,
        FinishedAt = run.FinishedAt,
        DryRun = run.DryRun,
        Outcome = run.Outcome,
        Scanned = run.Scanned,
        Selected = run.Selected,
        Acted = run.Acted,
        Failed = run.Failed,
        BytesFreed = run.BytesFreed,
        StopReason = run.StopReason,
        Message = run.Message,
    };

    /// <summary>The summary as a termination message; samples, failures and rules are left out, in this order, until it fits.</summary>
    public static byte[] Pack(RunSummary run)
    {
        while (true)
        {
            var packed = JsonSerializer.SerializeToUtf8Bytes(run, WorkerJson.Default.RunSummary);
            if (packed.Length <= LastWords.MostBytes)
                return packed;
            run = Shorter(run) ?? throw new InvalidOperationException("a summary without all that can be left out does not fit into a termination message");
        }
    }

    /// <summary>It without the next thing that can best be missed: samples, failures, rules and the message, in this order; null when nothing is left.</summary>
    public static RunSummary? Shorter(RunSummary run) => run switch
    {
        { Sample.Count: > 0 } => run with { Sample = [.. run.Sample.SkipLast(1)] },
        { Failures.Count: > 0 } => run with { Failures = [.. run.Failures.SkipLast(1)] },
        { Rules.Count: > 0 } => run with { Rules = [.. run.Rules.SkipLast(1)] },
        { Message: not null } => run with { Message = null },
        _ => null,
    };

    /// <summary>Reads a termination message; null when it is none of ours.</summary>
    public static RunSummary? Unpack(string message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, WorkerJson.Default.RunSummary);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RuleSummary Of(RuleReport rule) => new()
    {
        Name = rule.Name,
        Action = rule.Action,
        Selected = rule.Selected,
        BytesSelected = rule.BytesSelected,
        Acted = rule.Acted,
        Failed = rule.Failed,
        BytesFreed = rule.BytesFreed,
    };

    private static string? Shorten(string? text) => text is null || text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "…");
}
