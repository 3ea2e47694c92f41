using Janitor.Api.Quotas;
using Janitor.Engine.Retention.Reports;
using Janitor.Engine.Verification;
using Janitor.Kubernetes.Events;
using Janitor.Operator.Metrics;
using Janitor.Operator.Status;

namespace Janitor.Operator.Quotas;

/// <summary>Tells of verifications by event and metrics.</summary>
internal sealed class VerificationNews(IEventRecorder events, VerificationMetrics metrics)
{
    private const int MostNames = 3;

    /// <summary>One has ended.</summary>
    public void Ended(StorageQuota quota, VerificationReport report)
    {
        metrics.Count(quota, report);
        if (Damaged(report) > 0)
            events.Record(quota, EventType.Warning, Reasons.ObjectsDamaged, "Verify", Tell(report));
        if (report.Message is { } message)
            events.Record(quota, EventType.Warning, Reasons.RunFailed, "Verify", message);
    }

    /// <summary>With how many objects something is wrong that a measurement will not set right.</summary>
    public static long Damaged(VerificationReport report) => report.Wrong - report.Unknown;

    /// <summary>What was found, in words; the first few objects are named.</summary>
    public static string Tell(VerificationReport report)
    {
        var looked = $"{HumanSize.Count(report.Checked)} object(s) were looked at, {HumanSize.Bytes(report.BytesRead)} read";
        if (Damaged(report) == 0)
            return $"{looked}; all that have a SHA-256 are as booked";
        var names = report.Problems.Where(item => item.Outcome != "unknown").Take(MostNames).Select(item => $"{item.Path} ({item.Outcome})");
        return $"{looked}; {HumanSize.Count(report.Corrupt)} corrupt, {HumanSize.Count(report.Truncated)} truncated, {HumanSize.Count(report.Missing)} missing, "
            + $"{HumanSize.Count(report.Unreadable)} unreadable: {string.Join(", ", names)}";
    }
}
