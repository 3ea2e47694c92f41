namespace Janitor.Engine.Quotas;

/// <summary>When a limit is reached if usage goes on growing as it did: the straight line that fits the days best (least squares).</summary>
public static class GrowthForecast
{
    /// <summary>Fewer days than this tell nothing.</summary>
    public const int LeastPoints = 3;

    /// <summary>Only so many days back count.</summary>
    public const int Window = 30;

    private const double MostDays = 3650;

    /// <summary>The day on which the limit is reached; null when usage does not grow, when it would take more than ten years, or when too little is known.</summary>
    /// <param name="days">Days and the bytes at their end; order does not matter, a day counts once.</param>
    /// <param name="limit">The limit in bytes.</param>
    /// <param name="today">The last day that counts.</param>
    public static DateOnly? FullAt(IEnumerable<(DateOnly Day, long Bytes)> days, long limit, DateOnly today)
    {
        var points = days.Where(point => point.Day <= today && point.Day > today.AddDays(-Window)).DistinctBy(point => point.Day)
            .Select(point => (X: (double)(point.Day.DayNumber - today.DayNumber), Y: (double)point.Bytes)).ToList();
        if (points.Count < LeastPoints)
            return null;
        var (meanX, meanY) = (points.Average(point => point.X), points.Average(point => point.Y));
        var slope = points.Sum(point => (point.X - meanX) * (point.Y - meanY)) / points.Sum(point => (point.X - meanX) * (point.X - meanX));
        // Where the line stands today, not where the last point happens to be.
        var now = meanY - slope * meanX;
        if (now >= limit)
            return today;
        var left = (limit - now) / slope;
        return slope > 0 && left <= MostDays ? today.AddDays((int)Math.Ceiling(left)) : null;
    }
}
