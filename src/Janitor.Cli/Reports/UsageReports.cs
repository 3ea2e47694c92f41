using System.Text;
using Janitor.Api.Quotas;
using Janitor.Engine.Quotas;

namespace Janitor.Cli.Reports;

/// <summary>Makes reports of sums.</summary>
internal static class UsageReports
{
    /// <summary>The report of a tally.</summary>
    /// <param name="quota">The quota.</param>
    /// <param name="source">Where the sums are from.</param>
    /// <param name="tally">The sums.</param>
    /// <param name="tenant">The tenant to tell of; null for all.</param>
    public static UsageReport Of(StorageQuota quota, string source, UsageTally tally, string? tenant)
    {
        var assessment = QuotaAssessment.Of(tenant is null ? tally : Only(tally, tenant), quota.Spec);
        return new UsageReport
        {
            Quota = quota.ToString(),
            Source = source,
            Tenant = tenant,
            Total = assessment.Total,
            Nobody = assessment.Nobody,
            ReservedBytes = null,
            Tenants = assessment.Tenants,
            NearLimit = assessment.NearLimit,
            OverLimit = assessment.OverLimit,
            Top = assessment.Top,
        };
    }

    private static UsageTally Only(UsageTally tally, string tenant)
    {
        var (only, name) = (new UsageTally(new TenantPath([])), Encoding.UTF8.GetBytes(tenant));
        var (_, bytes, objects) = tally.Tenants.FirstOrDefault(one => one.Tenant.Span.SequenceEqual(name));
        only.Add(name, bytes, objects);
        return only;
    }
}
