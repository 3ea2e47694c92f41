using System.Collections.Concurrent;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Entities;
using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Controllers;

/// <summary>Runs one controller: what changes goes into a queue, from which workers take.</summary>
internal sealed class ControllerLoop<TEntity> : IControllerLoop, IControllerQueue<TEntity>, IDisposable
    where TEntity : class, IKubernetesObject
{
    private readonly ControllerOptions<TEntity> _options;
    private readonly ObjectCache<TEntity> _cache;
    private readonly EntityReconciler<TEntity> _reconciler;
    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly RuntimeMetrics _metrics;
    private readonly ILogger _logger;
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly KeyValuePair<string, object?> _tag;

    /// <summary>The last states of objects that are gone, until the controller has been told.</summary>
    private readonly ConcurrentDictionary<ObjectKey, TEntity> _gone = new();

    public ControllerLoop(
        ControllerOptions<TEntity> options,
        ObjectCache<TEntity> cache,
        EntityReconciler<TEntity> reconciler,
        IServiceProvider services,
        TimeProvider time,
        RuntimeMetrics metrics,
        ILogger<ControllerLoop<TEntity>> logger)
    {
        (_options, _cache, _reconciler, _services, _time, _metrics, _logger) = (options, cache, reconciler, services, time, metrics, logger);
        _queue = new WorkQueue<ObjectKey>(time, new WorkQueueMetrics(metrics, options.Name));
        _tag = new KeyValuePair<string, object?>("controller", options.Name);
    }

    /// <summary>Whether there is nothing to do now.</summary>
    public bool IsIdle => _queue.IsIdle;

    public void Enqueue(ObjectKey key, TimeSpan? after = null) => _queue.AddAfter(key, after ?? TimeSpan.Zero);

    public void Dispose() => _queue.Dispose();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _metrics.MaxConcurrent.Record(_options.Workers, _tag);
        List<IDisposable> followed = [_cache.Follow(replay: true, OnChange), .. _options.Triggers.Select(trigger => trigger(_services, key => Enqueue(key)))];
        try
        {
            _logger.ControllerStarted(_options.Name, _options.Workers);
            await Task.WhenAll(Enumerable.Range(0, _options.Workers).Select(_ => Task.Run(() => WorkAsync(cancellationToken), CancellationToken.None)));
        }
        finally
        {
            followed.ForEach(subscription => subscription.Dispose());
        }
    }

    private void OnChange(ObjectChange<TEntity> change)
    {
        if (change.New is null)
            _gone[ObjectKey.Of(change.Entity)] = change.Entity;
        else if (!Concerns(change.Old, change.New))
            return;
        _queue.Add(ObjectKey.Of(change.Entity));
    }

    private bool Concerns(TEntity? old, TEntity @new) =>
        old is null || ReferenceEquals(old, @new) || _options.EveryChange
        || @new.Metadata.DeletionTimestamp is not null
        || @new.Metadata.Generation == 0 || @new.Metadata.Generation != old.Metadata.Generation
        || _options.Annotations.Any(name => @new.Metadata.Annotations?.GetValueOrDefault(name) != old.Metadata.Annotations?.GetValueOrDefault(name));

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            ObjectKey key;
            try
            {
                key = await _queue.TakeAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            try
            {
                await ProcessAsync(key, cancellationToken);
            }
            finally
            {
                _queue.Done(key);
            }
        }
    }

    private async Task ProcessAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        _metrics.ActiveWorkers.Add(1, _tag);
        try
        {
            Settle(key, await LookAsync(key, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next process begins with all objects.
        }
#pragma warning disable CA1031 // Whatever a controller throws is a failure of this one object.
        catch (Exception e)
        {
            Fail(key, e.Message, e, null);
        }
#pragma warning restore CA1031
        finally
        {
            _metrics.ActiveWorkers.Add(-1, _tag);
            _metrics.ReconcileTime.Record(_time.GetElapsedTime(started).TotalSeconds, _tag);
        }
    }

    private async Task<ReconciliationResult<TEntity>?> LookAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        ReconciliationResult<TEntity>? result = null;
        if (_gone.TryGetValue(key, out var gone))
        {
            result = await _reconciler.DeletedAsync(gone, cancellationToken);
            if (!result.IsSuccess)
                return result;
            _gone.TryRemove(KeyValuePair.Create(key, gone));
        }
        return _cache.Get(key) is { } entity ? await _reconciler.ReconcileAsync(entity, cancellationToken) : result;
    }

    private void Settle(ObjectKey key, ReconciliationResult<TEntity>? result)
    {
        if (result is { IsSuccess: false })
        {
            Fail(key, result.Message!, result.Error, result.RequeueAfter);
            return;
        }
        _queue.Forget(key);
        if (result?.RequeueAfter is { } after)
            _queue.AddAfter(key, after);
        Count(result?.RequeueAfter is null ? "success" : "requeue_after");
    }

    private void Fail(ObjectKey key, string problem, Exception? error, TimeSpan? after)
    {
        _metrics.ReconcileErrors.Add(1, _tag);
        Count("error");
        if (error is TerminalException)
        {
            _metrics.TerminalErrors.Add(1, _tag);
            _gone.TryRemove(key, out _);
            _queue.Forget(key);
            _logger.ReconciliationFailedForGood(_options.Name, key, problem, error);
            return;
        }
        _logger.ReconciliationFailed(_options.Name, key, problem, error);
        if (after is { } delay)
        {
            _queue.Forget(key);
            _queue.AddAfter(key, delay);
        }
        else
        {
            _queue.AddFailed(key);
        }
    }

    private void Count(string result) => _metrics.Reconciliations.Add(1, _tag, new KeyValuePair<string, object?>("result", result));
}
