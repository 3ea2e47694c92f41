using System.Text;
using Janitor.Api.Quotas;
using Janitor.Cli.Commands;
using Janitor.Cli.Reports;
using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Cli.Inputs;

/// <summary>What the ledger knows of one quota's tenants.</summary>
internal sealed class LedgerUsage(ILedger ledger, IUsageReports reports, int collection)
{
    private const int MostFolders = 1000;
    private const int UsualDays = 30;

    /// <summary>What is asked for.</summary>
    public async Task<UsageReport> ReportAsync(StorageQuota quota, UsageArguments arguments, TimeProvider time, CancellationToken cancellationToken)
    {
        var (tenant, reserved) = (arguments.Tenant, default(long?));
        var tally = new UsageTally(new TenantPath([]));
        if (tenant is null)
        {
            await foreach (var usage in ledger.UsagesAsync(collection, cancellationToken))
                tally.Add(Encoding.UTF8.GetBytes(usage.Tenant), usage.Bytes, usage.Objects);
        }
        else
        {
            var usage = await ledger.UsageAsync(collection, tenant, cancellationToken);
            tally.Add(Encoding.UTF8.GetBytes(tenant), usage.Bytes, usage.Objects);
            reserved = usage.ReservedBytes;
        }

        var last = arguments.To ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return UsageReports.Of(quota, "ledger", tally, tenant) with
        {
            ReservedBytes = reserved,
            Folders = arguments.By == "folder" ? await reports.ByFolderAsync(collection, tenant, tenant is null ? 0 : Depth(quota.Spec.Tenants), MostFolders, cancellationToken) : null,
            Days = arguments.By == "day" ? await reports.ByDayAsync(collection, tenant, arguments.From ?? last.AddDays(-UsualDays), last, cancellationToken) : null,
        };
    }

    /// <summary>How many folders of a key are the tenant's own: those up to its name.</summary>
    private static int Depth(TenantSource tenants) =>
        tenants.FromPath.Count == 0 ? 1 : 1 + tenants.FromPath[0].Split("{tenant}")[0].Count(sign => sign == '/');
}
