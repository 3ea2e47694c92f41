using System.Globalization;
using Janitor.Api.Quotas;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Cli.Reports;

/// <summary>What tenants have, as a table.</summary>
internal static class UsageTable
{
    /// <summary>Writes the report.</summary>
    public static void Write(UsageReport report, StorageQuota quota, TableOutput output)
    {
        output.Line($"{report.Quota} · {report.Tenant ?? "all tenants"} · by the {report.Source}", bold: true);
        if (report.Folders is { } folders)
        {
            output.Table(["Folder", "Used#", "Objects#"], folders.Select(folder => (string[])[folder.Folder.Length == 0 ? "(in none)" : folder.Folder, HumanSize.Bytes(folder.Bytes), HumanSize.Count(folder.Objects)]));
        }
        else if (report.Days is { } days)
        {
            output.Table(["Day", "Stored#", "Objects#", "Freed#", "Objects#", "Tenants#"], days.Select(day => (string[])
            [
                day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), HumanSize.Bytes(day.StoredBytes), HumanSize.Count(day.StoredObjects),
                HumanSize.Bytes(day.FreedBytes), HumanSize.Count(day.FreedObjects), HumanSize.Count(day.Tenants),
            ]));
        }
        else
        {
            WriteTenants(report, quota, output);
        }

        output.Line();
    }

    private static void WriteTenants(UsageReport report, StorageQuota quota, TableOutput output)
    {
        if (report.Top.Count > 0)
            output.Table(["Tenant", "Used#", "Objects#", "Limit", "Percent#", "Level"], report.Top.Select(tenant => Row(tenant, quota.Spec)));
        if (report.Tenants > report.Top.Count)
            output.Line($"… and {HumanSize.Count(report.Tenants - report.Top.Count)} more tenant(s), farther from their limits; --tenant NAME tells of one");
        if (report.ReservedBytes is > 0 and var reserved)
            output.Line($"{HumanSize.Bytes(reserved)} are reserved for uploads that go on");
        if (report.Tenant is null)
        {
            output.Line($"{HumanSize.Count(report.Tenants)} tenant(s), {HumanSize.Count(report.OverLimit)} above and {HumanSize.Count(report.NearLimit)} near their limits; "
                + $"{report.Total.Used} in {HumanSize.Count(report.Total.Objects)} object(s), {report.Nobody.Used} of it nobody's");
        }
    }

    private static string[] Row(TenantStanding tenant, StorageQuotaSpec spec)
    {
        var own = spec.Overrides.FirstOrDefault(one => one.Tenant == tenant.Tenant);
        var limit = own is null ? spec.Limit : own.Limit;
        string?[] bounds = [limit?.Size is { } size ? HumanSize.Bytes(size.Value) : null, limit?.Objects is { } objects ? $"{HumanSize.Count(objects.Value)} object(s)" : null];
        return
        [
            tenant.Tenant, tenant.Used, HumanSize.Count(tenant.Objects), string.Join(", ", bounds.OfType<string>()),
            tenant.Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent}%") : string.Empty, tenant.Level,
        ];
    }
}
