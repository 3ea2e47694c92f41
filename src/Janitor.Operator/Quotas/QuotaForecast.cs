using Janitor.Api.Quotas;
using Janitor.Engine.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Operator.Ledger;

namespace Janitor.Operator.Quotas;

/// <summary>Foresees when limits are reached, by what the ledger knows of the last days.</summary>
/// <param name="link">The ledger.</param>
/// <param name="time">The clock.</param>
internal sealed class QuotaForecast(LedgerLink link, TimeProvider time)
{
    /// <summary>What was found, with what is foreseen for all tenants together and for those that are told of one by one; as it was without the ledger.</summary>
    public async Task<QuotaAssessment> AddAsync(StorageQuota quota, QuotaAssessment found, CancellationToken cancellationToken)
    {
        if (!link.IsUsed)
            return found;
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = today.AddDays(1 - GrowthForecast.Window);
        try
        {
            return await link.UseAsync(
                async ledger =>
                {
                    var collection = await ledger.Books.OpenCollectionAsync(quota.ToString(), StoreName.Of(quota.Namespace, quota.Spec.Target!).ToString(), cancellationToken);
                    var all = await ledger.Reports.ByDayAsync(collection, null, from, today, cancellationToken);
                    var each = await ledger.Trends.ByTenantAsync(collection, [.. found.Top.Select(tenant => tenant.Tenant)], from, cancellationToken);
                    return found with
                    {
                        FullAt = Foresee(all, found.Total.Bytes, found.Limit, today),
                        Top = [.. found.Top.Select(one => one with { FullAt = Foresee([.. each[one.Tenant]], one.Bytes, quota.Spec.LimitOf(one.Tenant)?.Size?.Value, today) })],
                    };
                },
                cancellationToken);
        }
        catch (LedgerException)
        {
            // The link has told it.
            return found;
        }
    }

    private static DateTimeOffset? Foresee(IReadOnlyList<UsageDay> days, long bytes, long? limit, DateOnly today) =>
        limit is { } some && UsageTrend.FullAt(days, bytes, some, today) is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null;
}
