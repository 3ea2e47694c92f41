using System.Globalization;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Access;
using Janitor.Gateway.Checks;
using Janitor.Gateway.Problems;

namespace Janitor.Gateway.Usage;

/// <summary>Answers what there is, and how it came.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="reports">Its sums.</param>
/// <param name="time">The clock.</param>
internal sealed class UsageDesk(ILedger ledger, IUsageReports reports, TimeProvider time)
{
    private const int MostFolders = 1000;
    private const int MostGrown = 20;
    private const int MostDays = 366;
    private const int UsualDays = 30;

    /// <summary>What a tenant, or everybody, has.</summary>
    /// <param name="visit">Who asks.</param>
    /// <param name="by"><c>folder</c> or <c>artifact</c> for a breakdown; null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<UsageAnswer> UsageAsync(Visit visit, string? by, CancellationToken cancellationToken)
    {
        if (by is not (null or "folder" or "artifact"))
            throw new ProblemException(ProblemKind.BadRequest, "by must be folder or artifact");
        var (quota, tenant) = (visit.Quota, visit.Tenant);
        var folders = by == "folder" ? await reports.ByFolderAsync(quota.Collection, tenant, tenant is null ? 0 : quota.TenantDepth, MostFolders, cancellationToken) : null;
        var artifacts = by == "artifact" ? await reports.ByArtifactAsync(quota.Collection, tenant, quota.Quota.Spec.Artifacts, cancellationToken) : null;
        if (tenant is null)
            return new UsageAnswer((await TotalAsync(visit, cancellationToken)).Used, null, null, null, folders, artifacts);
        var standing = Standing.Of(await ledger.UsageAsync(quota.Collection, tenant, cancellationToken), quota.LimitOf(tenant));
        return new UsageAnswer(standing.Used, standing.Reserved, standing.Limit, standing.Remaining, folders, artifacts);
    }

    /// <summary>What each day brought.</summary>
    /// <param name="visit">Who asks.</param>
    /// <param name="from">The first day; 30 days before the last when null.</param>
    /// <param name="to">The last day; today when null.</param>
    /// <param name="by"><c>day</c>, which is all there is.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<AnalyticsAnswer> AnalyticsAsync(Visit visit, string? from, string? to, string? by, CancellationToken cancellationToken)
    {
        if (by is not (null or "day"))
            throw new ProblemException(ProblemKind.BadRequest, "by must be day");
        var last = Day(to, "to") ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var first = Day(from, "from") ?? last.AddDays(-UsualDays);
        if (first > last || last.DayNumber - first.DayNumber >= MostDays)
            throw new ProblemException(ProblemKind.BadRequest, $"from must not be after to, and at most {MostDays} days can be told at once");
        var (collection, everybody) = (visit.Quota.Collection, visit.Tenant is null);
        return new AnalyticsAnswer(
            first,
            last,
            await reports.ByDayAsync(collection, visit.Tenant, first, last, cancellationToken),
            await reports.ByClassAsync(collection, visit.Tenant, cancellationToken),
            everybody ? (await TotalAsync(visit, cancellationToken)).Tenants : null,
            everybody ? await reports.ByGrowthAsync(collection, first, last, MostGrown, cancellationToken) : null);
    }

    private async Task<(Stock Used, long Tenants)> TotalAsync(Visit visit, CancellationToken cancellationToken)
    {
        var (bytes, objects, tenants) = (0L, 0L, 0L);
        await foreach (var usage in ledger.UsagesAsync(visit.Quota.Collection, cancellationToken))
            (bytes, objects, tenants) = (bytes + usage.Bytes, objects + usage.Objects, tenants + 1);
        return (new Stock(bytes, objects), tenants);
    }

    private static DateOnly? Day(string? text, string name)
    {
        if (text is null)
            return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new ProblemException(ProblemKind.BadRequest, $"{name} must be a day such as 2026-03-01");
    }
}
