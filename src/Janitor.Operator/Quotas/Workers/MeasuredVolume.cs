using System.Text.Json;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine.Quotas;
using Janitor.Operator.Retention;
using Janitor.Operator.Workers;

namespace Janitor.Operator.Quotas.Workers;

/// <summary>What a worker has measured, as its termination message holds it.</summary>
public sealed record MeasuredVolume
{
    private const int LongestText = 512;

    /// <summary>The Job in which it was measured.</summary>
    public string Job { get; set; } = string.Empty;

    /// <summary>All items; absent when nothing could be measured.</summary>
    public MeasuredUsage? Total { get; set; }

    /// <summary>What is nobody's.</summary>
    public MeasuredUsage? Nobody { get; set; }

    /// <summary>How many tenants there are.</summary>
    public long Tenants { get; set; }

    /// <summary>How many are near their limits.</summary>
    public long NearLimit { get; set; }

    /// <summary>How many are above their limits.</summary>
    public long OverLimit { get; set; }

    /// <summary>The tenants that are told of one by one: as many of them as there is room for.</summary>
    public IReadOnlyList<TenantStanding> Top { get; set; } = [];

    /// <summary>What was removed of tenants above their limits, or would be; absent when the quota does not ask for that, or no tenant is.</summary>
    public RunSummary? Eviction { get; set; }

    /// <summary>What went wrong, in words; with a <see cref="Total"/>: what is not in it.</summary>
    public string? Problem { get; set; }

    /// <summary>What was found, as a worker tells it.</summary>
    internal static MeasuredVolume Of(string job, QuotaAssessment? found, string? problem) => new()
    {
        Job = job,
        Total = found?.Total,
        Nobody = found?.Nobody,
        Tenants = found?.Tenants ?? 0,
        NearLimit = found?.NearLimit ?? 0,
        OverLimit = found?.OverLimit ?? 0,
        Top = found?.Top ?? [],
        Problem = problem is { Length: > LongestText } ? problem[..LongestText] + "…" : problem,
    };

    /// <summary>What was found, as the operator knows it; null when nothing could be measured.</summary>
    internal QuotaAssessment? ToAssessment() => Total is null ? null : new QuotaAssessment
    {
        Total = Total,
        Nobody = Nobody ?? new MeasuredUsage(),
        Tenants = Tenants,
        NearLimit = NearLimit,
        OverLimit = OverLimit,
        Limit = null,
        Top = Top,
        Over = [],
    };

    /// <summary>As a termination message; of what was removed samples and failures are left out, and then tenants, the last first, until it fits.</summary>
    internal byte[] Pack()
    {
        for (var packed = this; ;)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(packed, MeasuringJson.Default.MeasuredVolume);
            if (bytes.Length <= LastWords.MostBytes)
                return bytes;
            if (packed.Eviction is { } eviction && RunSummaries.Shorter(eviction) is { } shorter)
                packed = packed with { Eviction = shorter };
            else if (packed.Top.Count > 0)
                packed = packed with { Top = [.. packed.Top.SkipLast(1)] };
            else
                return bytes;
        }
    }

    /// <summary>Reads a termination message; null when it is none of ours.</summary>
    internal static MeasuredVolume? Unpack(string message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, MeasuringJson.Default.MeasuredVolume);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
