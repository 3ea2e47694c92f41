using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Caching;

internal static partial class CachingLog
{
    [LoggerMessage(1, LogLevel.Error, "Could not handle a change of {Resource} {Key}")]
    public static partial void FollowerFailed(this ILogger logger, string resource, ObjectKey key, Exception error);

    [LoggerMessage(2, LogLevel.Warning, "Left out one of {Resource} that cannot be read: {Problem}")]
    public static partial void Undecodable(this ILogger logger, string resource, string problem);

    [LoggerMessage(3, LogLevel.Warning, "Could not list {Resource}; trying again: {Problem}")]
    public static partial void ListFailed(this ILogger logger, string resource, string problem);

    [LoggerMessage(4, LogLevel.Warning, "The watch of {Resource} failed; {Next}: {Problem}")]
    public static partial void WatchFailed(this ILogger logger, string resource, string next, string problem);

    [LoggerMessage(5, LogLevel.Information, "The watch of {Resource} has been silent for {Silence}; connecting again")]
    public static partial void WatchSilent(this ILogger logger, string resource, TimeSpan silence);

    [LoggerMessage(6, LogLevel.Debug, "Listed {Count} of {Resource}")]
    public static partial void Listed(this ILogger logger, string resource, int count);
}
