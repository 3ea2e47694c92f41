using Janitor.Engine.Migration;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Cli.Reports;

/// <summary>What <c>janitor migrate</c> did, as a table.</summary>
internal static class MigrationTable
{
    /// <summary>Writes the report.</summary>
    public static void Write(MigrationReport report, TableOutput output)
    {
        output.Line($"{report.From} → {report.To}", bold: true);
        var problems = report.Different + report.Refused + report.Failed + report.Unreadable;
        if (report.Problems.Count > 0)
        {
            output.Table(["Outcome", "Bytes#", "Path", "Reason"], report.Problems.Select(Row));
            if (problems > report.Problems.Count)
                output.Line($"… and {HumanSize.Count(problems - report.Problems.Count)} more; -o ndjson lists all");
        }

        output.Line(
            $"{HumanSize.Count(report.Seen)} item(s); {HumanSize.Count(report.Copied)} copied and verified, {HumanSize.Bytes(report.BytesCopied)}; " +
            $"{HumanSize.Count(report.Present)} were there, {HumanSize.Bytes(report.BytesPresent)}; {HumanSize.Count(report.Different)} different, " +
            $"{HumanSize.Count(report.Refused)} refused, {HumanSize.Count(report.Failed)} failed");
        if (report.Removed + report.Changed > 0)
            output.Line($"{HumanSize.Count(report.Removed)} removed at the source; {HumanSize.Count(report.Changed)} changed meanwhile and stayed there");
    }

    private static string[] Row(MigratedItem item) => [item.Outcome, HumanSize.Bytes(item.Size), item.Path, item.Reason ?? string.Empty];
}
