using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Quotas;

/// <summary>When stored objects are read again and compared with the SHA-256 in the ledger, and how many at a time.</summary>
public sealed record VerificationSchedule
{
    /// <summary>
    /// When: five cron fields or <c>@daily</c>, <c>@weekly</c> and so on, as in CronJob, in the quota's time zone; <c>@daily</c> by default.
    /// </summary>
    [Length(1, 256)]
    public string Schedule { get; set; } = "@daily";

    /// <summary>
    /// The share of the objects that one run reads, above 0%; each run takes the next share, so that all are read in turn. All of them when absent.
    /// </summary>
    public Percentage? Sample { get; set; }
}
