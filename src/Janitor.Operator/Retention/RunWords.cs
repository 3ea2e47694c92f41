using Janitor.Api.Retention;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Operator.Retention;

/// <summary>Says in one line what a run did.</summary>
internal static class RunWords
{
    /// <summary>As conditions and events say it.</summary>
    public static string Tell(RunSummary run)
    {
        var deed = run.DryRun
            ? $"would delete or move {HumanSize.Count(run.Selected)} of {HumanSize.Count(run.Scanned)} item(s); "
                + (run.IsPreview ? "only a preview was asked for, so nothing was changed" : "mode is DryRun, so nothing was changed")
            : $"deleted or moved {HumanSize.Count(run.Acted)} of {HumanSize.Count(run.Scanned)} item(s), freed {run.Freed}";
        var failures = run.Failed == 0 ? string.Empty : $"; {HumanSize.Count(run.Failed)} failed{(run.Failures.Count == 0 ? "" : $": {run.Failures[0]}")}";
        return run.Message is null ? $"{deed}{failures}" : $"{deed}{failures}; {run.Message}";
    }
}
