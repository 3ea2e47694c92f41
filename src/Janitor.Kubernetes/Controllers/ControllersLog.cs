using Janitor.Kubernetes.Caching;
using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Controllers;

internal static partial class ControllersLog
{
    [LoggerMessage(20, LogLevel.Information, "Controller {Controller} runs with {Workers} workers")]
    public static partial void ControllerStarted(this ILogger logger, string controller, int workers);

    [LoggerMessage(21, LogLevel.Error, "Controller {Controller} failed for {Key} and will try again: {Problem}")]
    public static partial void ReconciliationFailed(this ILogger logger, string controller, ObjectKey key, string problem, Exception? error);

    [LoggerMessage(22, LogLevel.Error, "Controller {Controller} failed for {Key}, which has to change first: {Problem}")]
    public static partial void ReconciliationFailedForGood(this ILogger logger, string controller, ObjectKey key, string problem, Exception? error);
}
