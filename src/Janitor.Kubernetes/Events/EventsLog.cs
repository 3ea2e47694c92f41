using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Events;

internal static partial class EventsLog
{
    [LoggerMessage(60, LogLevel.Warning, "Dropped the event {Reason} of {Name}: too many wait")]
    public static partial void EventDropped(this ILogger logger, string reason, string name);

    [LoggerMessage(61, LogLevel.Warning, "Could not tell the event {Reason} of {Name}: {Problem}")]
    public static partial void EventFailed(this ILogger logger, string? reason, string? name, string problem);
}
