using System.Globalization;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Cli.Reports;

/// <summary>A run's report as a table: heading, rules with their reasons and a few paths, summary, notes.</summary>
internal static class RunTable
{
    private const int PathsPerRule = 3;

    /// <summary>Writes the report.</summary>
    public static void Write(RunReport report, TableOutput output)
    {
        output.Line($"{report.Policy} · {report.Target} · {(report.DryRun ? "dry run" : "enforced")}", bold: true);
        if (report.Rules.Count > 0)
        {
            output.Table(
                report.DryRun ? ["Rule", "Action", "Items#", "Bytes#", "Reason", "Path"] : ["Rule", "Action", "Items#", "Done#", "Freed#", "Reason", "Path"],
                report.Rules.SelectMany(rule => Rows(rule, report.DryRun)));
        }

        output.Line(Summary(report));
        if (report.Outcome != RunOutcome.Failed && report.StopReason is not null)
            output.Line($"stopped: {report.StopReason}: {report.Message}");
        foreach (var failure in report.Failures)
            output.Line($"failed: {failure}");
        foreach (var note in report.Notes)
            output.Line($"note: {note}");
        output.Line();
    }

    private static IEnumerable<string[]> Rows(RuleReport rule, bool dryRun)
    {
        string[] counts = dryRun
            ? [HumanSize.Count(rule.Selected), HumanSize.Bytes(rule.BytesSelected)]
            : [HumanSize.Count(rule.Selected), HumanSize.Count(rule.Acted), HumanSize.Bytes(rule.BytesFreed)];
        string[] blank = [.. Enumerable.Repeat(string.Empty, counts.Length + 2)];

        var first = rule.Sample.Count > 0 ? rule.Sample[0] : null;
        yield return [rule.Name, rule.Action, .. counts, first?.Reason ?? string.Empty, first?.Path ?? string.Empty];
        foreach (var item in rule.Sample.Take(PathsPerRule).Skip(1))
            yield return [.. blank, item.Reason, item.Path];
        var rest = rule.Selected - Math.Min(rule.Sample.Count, PathsPerRule);
        if (rest > 0 && rule.Sample.Count > 0)
            yield return [.. blank, string.Empty, $"… and {HumanSize.Count(rest)} more"];
    }

    private static string Summary(RunReport report)
    {
        var selected = $"{HumanSize.Count(report.Selected)} of {HumanSize.Count(report.Scanned)} item(s) selected, {HumanSize.Bytes(report.BytesSelected)}";
        var seconds = (report.FinishedAt - report.StartedAt).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        if (report.DryRun)
            return $"{selected}; nothing was changed; took {seconds} s";

        var parts = new List<string>
        {
            $"{HumanSize.Count(report.Acted)} deleted or moved",
            $"{HumanSize.Bytes(report.BytesFreed)} freed",
            $"{HumanSize.Count(report.Retained)} retained",
        };
        AddIfAny(parts, report.Changed, "changed meanwhile and left");
        AddIfAny(parts, report.Purged, "purged from quarantine");
        AddIfAny(parts, report.Failed, "failed");
        if (report.Catalog is { } catalog)
        {
            AddIfAny(parts, catalog.Cleaned, "job(s) reported as cleaned");
            AddIfAny(parts, catalog.Stuck, "stuck job(s) ended");
        }

        return $"{selected}; {string.Join(", ", parts)}; took {seconds} s";
    }

    private static void AddIfAny(List<string> parts, long count, string what)
    {
        if (count > 0)
            parts.Add($"{HumanSize.Count(count)} {what}");
    }
}
