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
        var names = status.TopTenants.Where(tenant => tenant.Level == nameof(UsageLevel.Exceeded)).Select(tenant => tenant.Tenant);
        return $"{HumanSize.Count(status.OverLimit)} tenant(s) are above their limits: {List(names, status.OverLimit)}";
    }

    /// <summary>Whose writes are refused, and whose should be and are not.</summary>
    public static string Tell(Denial denial)
    {
        var denied = denial.Tenants.Count == 0 ? "nobody's writes are refused" : TellDenied(denial.Tenants, denial.Tenants.Count);
        var unnamed = denial.Unnamed.Count == 0
            ? string.Empty
            : $"; {HumanSize.Count(denial.Unnamed.Count)} tenant(s) cannot be named in a policy without naming others: {List(denial.Unnamed, denial.Unnamed.Count)}";
        var without = denial.WithoutRoom == 0 ? string.Empty : $"; the policy has no room for {HumanSize.Count(denial.WithoutRoom)} more";
        return denied + unnamed + without;
    }

    /// <summary>Whose writes are refused.</summary>
    public static string TellDenied(IEnumerable<string> names, long count) => $"writes of {HumanSize.Count(count)} tenant(s) are refused: {List(names, count)}";

    private static string List(IEnumerable<string> names, long count)
    {
        var first = names.Take(MostNames).ToList();
        return $"{string.Join(", ", first)}{(count > first.Count ? $" and {HumanSize.Count(count - first.Count)} more" : "")}";
    }
}
