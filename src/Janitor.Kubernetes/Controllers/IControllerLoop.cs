namespace Janitor.Kubernetes.Controllers;

/// <summary>One controller at work, whatever its kind.</summary>
internal interface IControllerLoop
{
    /// <summary>Runs until it is cancelled and the work under way has ended.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
