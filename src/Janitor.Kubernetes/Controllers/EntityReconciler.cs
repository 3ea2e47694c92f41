using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Janitor.Kubernetes.Controllers;

/// <summary>Does with one object what its state asks for: calls the controller, or the finalizers that the object still carries.</summary>
internal sealed class EntityReconciler<TEntity>(IServiceScopeFactory scopes, IKubernetesClient client, IEnumerable<Finalization<TEntity>> finalizations, TimeProvider time)
    where TEntity : class, IKubernetesObject
{
    /// <summary>How long a finalizer may take to be taken off, also when the process is asked to stop.</summary>
    private static readonly TimeSpan RemovalDeadline = TimeSpan.FromSeconds(10);

    private readonly Finalization<TEntity>[] _finalizations = [.. finalizations];
    private readonly FinalizerList<TEntity> _finalizers = new(client, time);

    /// <summary>Looks at an object that is there.</summary>
    public async Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (entity.Metadata.DeletionTimestamp is not null)
            return await FinalizeAsync(scope.ServiceProvider, entity, cancellationToken);
        string[] needed = [.. _finalizations.Where(f => FinalizerOf(f, scope.ServiceProvider).IsNeeded(entity)).Select(f => f.Id)];
        if (needed.Length > 0)
        {
            var cached = entity;
            // What would have to be undone must not begin before the object is sure to wait for the undoing.
            if (await _finalizers.AddAsync(entity, needed, cancellationToken) is not { } held)
                return ReconciliationResult<TEntity>.Success(cached);
            entity = held;
        }
        return await scope.ServiceProvider.GetRequiredService<IEntityController<TEntity>>().ReconcileAsync(entity, cancellationToken);
    }

    /// <summary>Tells the controller of an object that is gone.</summary>
    public async Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IEntityController<TEntity>>().DeletedAsync(entity, cancellationToken);
    }

    private static IEntityFinalizer<TEntity> FinalizerOf(Finalization<TEntity> finalization, IServiceProvider services) =>
        (IEntityFinalizer<TEntity>)services.GetRequiredService(finalization.Type);

    private async Task<ReconciliationResult<TEntity>> FinalizeAsync(IServiceProvider services, TEntity entity, CancellationToken cancellationToken)
    {
        ReconciliationResult<TEntity>? failure = null;
        // Each on its own: they have no order, so none may wait for another.
        foreach (var finalization in _finalizations.Where(f => entity.Metadata.Finalizers?.Contains(f.Id) == true))
        {
            var result = await FinalizerOf(finalization, services).FinalizeAsync(entity, cancellationToken);
            if (!result.IsSuccess || result.RequeueAfter is not null)
            {
                failure = failure is { IsSuccess: false } ? failure : result;
                continue;
            }
            // It is done; were the name left on, it would be done again.
            using var deadline = new CancellationTokenSource(RemovalDeadline, time);
            if (await _finalizers.RemoveAsync(entity, finalization.Id, deadline.Token) is not { } rest)
                break;
            entity = rest;
        }
        return failure ?? ReconciliationResult<TEntity>.Success(entity);
    }
}
