namespace Janitor.Engine.Retention.Planning;

/// <summary>Times as items carry them: nanoseconds since 1970-01-01 UTC, which reach from 1678 to 2262.</summary>
internal static class UnixNanoseconds
{
    private static readonly long Latest = long.MaxValue / TimeSpan.NanosecondsPerTick;

    public static long Of(DateTimeOffset time)
    {
        var ticks = (time - DateTimeOffset.UnixEpoch).Ticks;
        return Math.Clamp(ticks, -Latest, Latest) * TimeSpan.NanosecondsPerTick;
    }

    public static DateTimeOffset ToTime(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
