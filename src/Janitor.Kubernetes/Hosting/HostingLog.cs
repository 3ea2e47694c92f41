using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(80, LogLevel.Critical, "The operator ends: {Problem}")]
    public static partial void OperatorFailed(this ILogger logger, string problem, Exception? error);

    [LoggerMessage(81, LogLevel.Information, "The caches are full: {Caches}")]
    public static partial void CachesFull(this ILogger logger, string caches);

    [LoggerMessage(82, LogLevel.Warning, "Work did not end within {Timeout}; the lease is left to end by itself")]
    public static partial void WorkGoesOn(this ILogger logger, TimeSpan timeout);
}
