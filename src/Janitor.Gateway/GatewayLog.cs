using Microsoft.Extensions.Logging;

namespace Janitor.Gateway;

/// <summary>What the gateway logs.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(1, LogLevel.Warning, "What uploads have left could not be removed: {Problem}")]
    public static partial void SweepFailed(this ILogger logger, string problem);

    [LoggerMessage(2, LogLevel.Warning, "{Method} {Path} could not be answered: {Problem}")]
    public static partial void Unavailable(this ILogger logger, string method, string path, string problem);

    [LoggerMessage(3, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void Failed(this ILogger logger, string method, string path, Exception problem);

    [LoggerMessage(4, LogLevel.Warning, "Quota {Quota} cannot be served now: {Problem}")]
    public static partial void NotOpened(this ILogger logger, string quota, string problem);

    [LoggerMessage(5, LogLevel.Information, "Removed {Count} uploads of quota {Quota} for which no room was kept")]
    public static partial void StraysRemoved(this ILogger logger, int count, string quota);
}
