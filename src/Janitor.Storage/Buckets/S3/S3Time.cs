namespace Janitor.Storage.Buckets.S3;

/// <summary>The server's times as the engine counts them: nanoseconds since 1970-01-01 UTC.</summary>
internal static class S3Time
{
    public const long Second = 1_000_000_000;

    public static long Nanoseconds(DateTime time) => (time.ToUniversalTime() - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
