using System.Globalization;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Cli.Reports;

/// <summary>What <c>janitor undo</c> did, as a table.</summary>
internal static class UndoTable
{
    /// <summary>Writes the report.</summary>
    public static void Write(UndoReport report, TableOutput output)
    {
        output.Line($"{report.Policy} · {report.Target} · {(report.DryRun ? "undo, dry run" : "undo")}", bold: true);
        var shown = report.Problems.Concat(report.Sample.Except(report.Problems)).ToList();
        if (shown.Count > 0)
        {
            output.Table(["Outcome", "Run", "Until", "Bytes#", "Path", "Reason"], shown.Select(Row));
            if (report.Selected > shown.Count)
                output.Line($"… and {HumanSize.Count(report.Selected - shown.Count)} more; -o ndjson lists all");
        }

        var selected = $"{HumanSize.Count(report.Selected)} item(s) in quarantine, {HumanSize.Bytes(report.BytesSelected)}";
        output.Line(report.DryRun
            ? $"{selected}, would come back; nothing was changed"
            : $"{selected}; {HumanSize.Count(report.Restored)} restored, {HumanSize.Count(report.Left)} left, {HumanSize.Count(report.Failed)} failed");
        output.Line();
    }

    private static string[] Row(UndoneItem item) =>
    [
        item.Outcome,
        item.Run,
        item.Until.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture),
        HumanSize.Bytes(item.Size),
        item.Path,
        item.Reason ?? string.Empty,
    ];
}
