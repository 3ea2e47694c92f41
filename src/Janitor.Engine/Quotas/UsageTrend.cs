using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Engine.Quotas;

/// <summary>What was stored at the end of each day, told backwards from what is stored now by what the days brought.</summary>
public static class UsageTrend
{
    /// <summary>When a limit is reached if it goes on so; null when it is not foreseen (<see cref="GrowthForecast"/>).</summary>
    /// <param name="days">The days that brought something, the first day first; fewer than <see cref="GrowthForecast.LeastPoints"/> tell nothing.</param>
    /// <param name="bytes">What is stored now.</param>
    /// <param name="limit">The limit in bytes.</param>
    /// <param name="today">The day (UTC).</param>
    public static DateOnly? FullAt(IReadOnlyList<UsageDay> days, long bytes, long limit, DateOnly today) =>
        days.Count < GrowthForecast.LeastPoints ? null : GrowthForecast.FullAt(Points(days, bytes, today), limit, today);

    /// <summary>Every day from the first that brought something: those that brought nothing ended as they began.</summary>
    private static IEnumerable<(DateOnly Day, long Bytes)> Points(IReadOnlyList<UsageDay> days, long bytes, DateOnly today)
    {
        var brought = days.ToDictionary(day => day.Day, day => day.StoredBytes - day.FreedBytes);
        for (var day = today; day >= days[0].Day; day = day.AddDays(-1))
        {
            yield return (day, bytes);
            bytes -= brought.GetValueOrDefault(day);
        }
    }
}
