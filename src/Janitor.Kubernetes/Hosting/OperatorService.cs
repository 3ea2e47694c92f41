using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Events;
using Janitor.Kubernetes.Leadership;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Hosting;

/// <summary>
/// Runs the parts of an operator in their order: caches, then leadership, then controllers; and stops controllers, caches, whatever else the host has (HTTP), the
/// lease, events.
/// </summary>
internal sealed class OperatorService(
    OperatorState state,
    OperatorOptions options,
    IEnumerable<IControllerLoop> controllers,
    EventRecorder events,
    LeaderElection election,
    IHostApplicationLifetime lifetime,
    ProcessExit exit,
    TimeProvider time,
    ILogger<OperatorService> logger) : IHostedLifecycleService, IDisposable
{
    /// <summary>What is left of the time for stopping when work must have ended: for HTTP, the lease and events.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(8);

    /// <summary>How long the lease, and then events, may take.</summary>
    private static readonly TimeSpan LastSteps = TimeSpan.FromSeconds(3);

    private readonly LeaderElector? _elector = election.Elector;
    private readonly CancellationTokenSource _work = new();
    private readonly CancellationTokenSource _feeding = new();
    private readonly CancellationTokenSource _keeping = new();
    private readonly CancellationTokenSource _telling = new();
    private Task _working = Task.CompletedTask;
    private Task _fed = Task.CompletedTask;
    private Task _kept = Task.CompletedTask;
    private Task _told = Task.CompletedTask;
    private bool _workEnded;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts, and does not wait: probes must be answered while the caches fill.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _told = Task.Run(() => GuardAsync(events.RunAsync, _telling.Token), CancellationToken.None);
        _fed = Task.WhenAll(state.Feeds.Select(feed => Task.Run(() => GuardAsync(feed.RunAsync, _feeding.Token), CancellationToken.None)));
        _working = Task.Run(() => GuardAsync(WorkAsync, _work.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _work.CancelAsync();
        _workEnded = await EndsAsync(_working, options.ShutdownTimeout - Reserve);
        if (!_workEnded)
            logger.WorkGoesOn(options.ShutdownTimeout - Reserve);
        await _feeding.CancelAsync();
        await EndsAsync(_fed, LastSteps);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _keeping.CancelAsync();
        await EndsAsync(_kept, LastSteps);
        // Somebody else may begin as soon as the lease is free.
        if (_workEnded && _elector is not null)
        {
            using var deadline = new CancellationTokenSource(LastSteps, time);
            await _elector.ReleaseAsync(deadline.Token);
        }
        events.Complete();
        if (!await EndsAsync(_told, LastSteps))
            await _telling.CancelAsync();
    }

    public void Dispose()
    {
        _work.Dispose();
        _feeding.Dispose();
        _keeping.Dispose();
        _telling.Dispose();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (!await CachesFillAsync(cancellationToken))
            return;
        if (_elector is not null)
        {
            await _elector.AcquireAsync(cancellationToken);
            _kept = Task.Run(() => GuardAsync(token => KeepAsync(_elector, token), _keeping.Token), CancellationToken.None);
        }
        await Task.WhenAll(controllers.Select(controller => controller.RunAsync(cancellationToken)));
    }

    private async Task<bool> CachesFillAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(state.Feeds.Select(feed => feed.WhenFullAsync(cancellationToken))).WaitAsync(options.CacheTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            var missing = state.Feeds.Where(feed => !feed.IsFull).Select(feed => $"{feed.Resource} ({feed.Problem ?? "no answer yet"})");
            Fail($"after {options.CacheTimeout.TotalSeconds:0} s there is no list of {string.Join(", ", missing)}", null);
            return false;
        }
        logger.CachesFull(string.Join(", ", state.Feeds.Select(feed => feed.Resource)));
        return true;
    }

    private async Task KeepAsync(LeaderElector elector, CancellationToken cancellationToken)
    {
        var why = await elector.KeepAsync(cancellationToken);
        Fail($"it is no longer the leader: {why}", null);
        await _work.CancelAsync();
        // From then on somebody else may work on the same objects.
        if (!await EndsAsync(_working, elector.Grace))
            exit.Now(1);
    }

    private async Task GuardAsync(Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        try
        {
            await run(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was asked to end.
        }
#pragma warning disable CA1031 // Without one of its parts the operator is not one; a new process may be.
        catch (Exception e)
        {
            Fail(e.Message, e);
        }
#pragma warning restore CA1031
    }

    private void Fail(string problem, Exception? error)
    {
        logger.OperatorFailed(problem, error);
        state.Failure = problem;
        exit.Code = 1;
        lifetime.StopApplication();
    }

    private async Task<bool> EndsAsync(Task task, TimeSpan within)
    {
        try
        {
            await task.WaitAsync(within, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
