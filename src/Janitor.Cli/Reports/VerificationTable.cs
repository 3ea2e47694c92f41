using System.Globalization;
using Janitor.Engine.Retention.Reports;
using Janitor.Engine.Verification;

namespace Janitor.Cli.Reports;

/// <summary>What <c>janitor verify</c> found, as a table.</summary>
internal static class VerificationTable
{
    /// <summary>Writes the report.</summary>
    public static void Write(VerificationReport report, TableOutput output)
    {
        output.Line($"{report.Quota} · {report.Target} · verification", bold: true);
        if (report.Problems.Count > 0)
            output.Table(["Outcome", "Bytes#", "Path", "Reason"], report.Problems.Select(Row));
        if (report.Wrong > report.Problems.Count)
            output.Line($"… and {HumanSize.Count(report.Wrong - report.Problems.Count)} more; -o ndjson lists all");
        output.Line(Summary(report));
        if (report.Unhashed > 0)
            output.Line($"{HumanSize.Count(report.Unhashed)} have no SHA-256 in the ledger and were not read; --learn reads them and takes theirs down");
        if (report.Learned > 0)
            output.Line($"{HumanSize.Count(report.Learned)} had no SHA-256 in the ledger, and have now");
        if (report.Changed > 0)
            output.Line($"{HumanSize.Count(report.Changed)} changed meanwhile and were not judged");
        if (report.Message is null)
            output.Line(report.IsCycleComplete ? "the last object was reached; the next run begins with the first" : "the next run goes on from there");
        output.Line();
    }

    private static string Summary(VerificationReport report)
    {
        var seconds = (report.FinishedAt - report.StartedAt).TotalSeconds;
        var took = string.Create(CultureInfo.InvariantCulture, $"{HumanSize.Bytes(report.BytesRead)} read in {seconds:0.0} s");
        return $"{HumanSize.Count(report.Checked)} booked object(s) looked at, {took}; {HumanSize.Count(report.Intact)} intact, {HumanSize.Count(report.Corrupt)} corrupt, "
            + $"{HumanSize.Count(report.Truncated)} truncated, {HumanSize.Count(report.Missing)} missing, {HumanSize.Count(report.Unknown)} unknown, "
            + $"{HumanSize.Count(report.Unreadable)} unreadable";
    }

    private static string[] Row(VerifiedItem item) => [item.Outcome, HumanSize.Bytes(item.Size), item.Path, item.Reason ?? string.Empty];
}
