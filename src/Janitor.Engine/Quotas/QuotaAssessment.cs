using System.Text;
using Janitor.Api.Quotas;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Engine.Quotas;

/// <summary>What a measurement means by a quota: totals, and how the tenants stand. Pure, and of bounded size whatever the number of tenants.</summary>
public sealed record QuotaAssessment
{
    /// <summary>The tenants that are told of one by one.</summary>
    public const int MostTenants = 20;

    /// <summary>The tenants above their limits that are known one by one. A bucket's policy has no room for half as many.</summary>
    public const int MostOver = 1000;

    /// <summary>All items.</summary>
    public required MeasuredUsage Total { get; init; }

    /// <summary>What is nobody's.</summary>
    public required MeasuredUsage Nobody { get; init; }

    /// <summary>How many tenants there are.</summary>
    public required long Tenants { get; init; }

    /// <summary>How many are at or above the warning threshold, and not above their limit.</summary>
    public required long NearLimit { get; init; }

    /// <summary>How many are above their limit.</summary>
    public required long OverLimit { get; init; }

    /// <summary>The sum of the tenants' limits in bytes; null when one has none, or there are no tenants.</summary>
    public required long? Limit { get; init; }

    /// <summary>When that is reached, as far as it is foreseen.</summary>
    public DateTimeOffset? FullAt { get; init; }

    /// <summary>Those that are nearest to their limits, or farthest above; then those with the most bytes.</summary>
    public required IReadOnlyList<TenantStanding> Top { get; init; }

    /// <summary>The tenants above their limits, farthest above first, at most <see cref="MostOver"/>.</summary>
    public required IReadOnlyList<TenantOverLimit> Over { get; init; }

    /// <summary>Judges a measurement.</summary>
    public static QuotaAssessment Of(UsageTally tally, StorageQuotaSpec spec)
    {
        var thresholds = new Thresholds(spec.Thresholds.Warning.Value / 100, spec.Thresholds.Critical.Value / 100);
        var overrides = spec.Overrides.ToDictionary(one => one.Tenant, one => one.Limit, StringComparer.Ordinal);
        var above = new PriorityQueue<TenantOverLimit, (decimal, long)>();
        var (tenants, near, over, bytes, objects) = (0L, 0L, 0L, tally.Nobodys.Bytes, tally.Nobodys.Objects);
        // The least of those that are kept is the first to go.
        var top = new PriorityQueue<(string Tenant, long Bytes, long Objects, decimal? Share), (decimal, long)>();
        decimal? limits = 0;
        foreach (var (name, used, count) in tally.Tenants)
        {
            var tenant = Encoding.UTF8.GetString(name.Span);
            var limit = overrides.TryGetValue(tenant, out var own) ? own : spec.Limit;
            var share = ShareOf(limit, used, count);
            var level = thresholds.LevelOf(share ?? 0);
            tenants++;
            limits += limit?.Size?.Value;
            bytes += used;
            objects += count;
            over += level == UsageLevel.Exceeded ? 1 : 0;
            near += level is UsageLevel.Warning or UsageLevel.Critical ? 1 : 0;
            top.Enqueue((tenant, used, count, share), (share ?? 0, used));
            if (top.Count > MostTenants)
                top.Dequeue();
            if (level != UsageLevel.Exceeded)
                continue;
            above.Enqueue(new TenantOverLimit(name, used, count, limit!), (share!.Value, used));
            if (above.Count > MostOver)
                above.Dequeue();
        }

        return new QuotaAssessment
        {
            Total = Usage(bytes, objects),
            Nobody = Usage(tally.Nobodys.Bytes, tally.Nobodys.Objects),
            Tenants = tenants,
            NearLimit = near,
            OverLimit = over,
            Limit = tenants > 0 && limits <= long.MaxValue ? (long)limits : null,
            Top = [.. top.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => Standing(item.Element, thresholds))],
            Over = [.. above.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)],
        };
    }

    /// <summary>The larger of the shares in bytes and in objects; null without a limit. Of a limit of nothing, anything is too much.</summary>
    private static decimal? ShareOf(QuotaLimit? limit, long bytes, long objects)
    {
        var shares = (decimal?[])[ShareOf(limit?.Size?.Value, bytes), ShareOf(limit?.Objects?.Value, objects)];
        return shares.Max();
    }

    private static decimal? ShareOf(long? limit, long used) => limit switch
    {
        null => null,
        0 => used == 0 ? 0 : decimal.MaxValue,
        { } some => (decimal)used / some,
    };

    private static TenantStanding Standing((string Tenant, long Bytes, long Objects, decimal? Share) tenant, Thresholds thresholds) => new()
    {
        Tenant = tenant.Tenant,
        Bytes = tenant.Bytes,
        Objects = tenant.Objects,
        Used = HumanSize.Bytes(tenant.Bytes),
        Percent = tenant.Share is { } share ? (long)decimal.Min(decimal.Floor(decimal.Min(share, long.MaxValue / 100) * 100), long.MaxValue) : null,
        Level = thresholds.LevelOf(tenant.Share ?? 0).ToString(),
    };

    private static MeasuredUsage Usage(long bytes, long objects) => new() { Bytes = bytes, Objects = objects, Used = HumanSize.Bytes(bytes) };
}
