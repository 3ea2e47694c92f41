using Janitor.Api.Retention;

namespace Janitor.Cli.Reports;

/// <summary>The runs of a policy, as its status has them.</summary>
/// <param name="ActiveRun">The run that goes on; null between runs.</param>
/// <param name="LastRun">The last that ended; null before the first.</param>
/// <param name="History">Those before, the newest first.</param>
internal sealed record PolicyHistory(ActiveRun? ActiveRun, RunSummary? LastRun, IReadOnlyList<RunRecord> History)
{
    public static PolicyHistory Of(RetentionPolicyStatus status) => new(status.ActiveRun, status.LastRun, status.History);

    /// <summary>Writes it to the standard output.</summary>
    public void WriteJson()
    {
        using var output = Console.OpenStandardOutput();
        ReportJson.Write(output, this, HistoryJson.Default.PolicyHistory, indented: true);
        output.WriteByte((byte)'\n');
    }
}
