using Janitor.Api.Quotas;
using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Operator.Quotas;

/// <summary>A measurement in words.</summary>
internal static class QuotaWords
{
    private const int MostNames = 5;

    /// <summary>What was found.</summary>
    public static string Tell(StorageQuotaStatus status) =>
        $"{HumanSize.Count(status.Tenants)} tenant(s) have {status.Total!.Used} in {HumanSize.Count(status.Total.Objects)} object(s)";

    /// <summary>How the ledger was off.</summary>
    public static string Tell(Drift drift) =>
        $"the ledger was made right: {HumanSize.Count(drift.Unknown)} object(s) were unknown to it, {HumanSize.Count(drift.Missing)} were not there any more, "
        + $"{HumanSize.Count(drift.Changed)} had changed; it was off by {HumanSize.Bytes(drift.Bytes)}";

    /// <summary>Who is above the limit; the first few are named.</summary>
    public static string TellLimits(StorageQuotaStatus status)
    {
        if (status.OverLimit == 0)
            return status.NearLimit == 0 ? "no tenant is near its limit" : $"{HumanSize.Count(status.NearLimit)} tenant(s) are near their limits, none is above";
        var names = status.TopTenants.Where(tenant => tenant.Level == nameof(UsageLevel.Exceeded)).Take(MostNames).Select(tenant => tenant.Tenant).ToList();
        var more = status.OverLimit - names.Count;
        return $"{HumanSize.Count(status.OverLimit)} tenant(s) are above their limits: {string.Join(", ", names)}{(more > 0 ? $" and {HumanSize.Count(more)} more" : "")}";
    }
}
