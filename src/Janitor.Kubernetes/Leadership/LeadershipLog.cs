using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Leadership;

internal static partial class LeadershipLog
{
    [LoggerMessage(40, LogLevel.Information, "{Holder} is the leader")]
    public static partial void LeaderSeen(this ILogger logger, string holder);

    [LoggerMessage(41, LogLevel.Information, "This process, {Identity}, is now the leader")]
    public static partial void Leading(this ILogger logger, string identity);

    [LoggerMessage(42, LogLevel.Warning, "Could not get or renew the lease {Lease}: {Problem}")]
    public static partial void LeaseFailed(this ILogger logger, string lease, string problem);

    [LoggerMessage(43, LogLevel.Information, "Gave the lease {Lease} back")]
    public static partial void LeaseReleased(this ILogger logger, string lease);

    [LoggerMessage(44, LogLevel.Warning, "Could not give the lease {Lease} back; it ends by itself: {Problem}")]
    public static partial void ReleaseFailed(this ILogger logger, string lease, string problem);
}
