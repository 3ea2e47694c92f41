using System.Collections.Concurrent;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Tests.Controllers;

/// <summary>Does what a test says, and remembers what it was asked.</summary>
internal sealed class ProbeController<TEntity> : IEntityController<TEntity>, IEntityFinalizer<TEntity>
    where TEntity : class, IKubernetesObject
{
    public ConcurrentQueue<TEntity> Reconciled { get; } = [];

    public ConcurrentQueue<TEntity> Finalized { get; } = [];

    public ConcurrentQueue<TEntity> Deleted { get; } = [];

    public Func<TEntity, CancellationToken, Task<ReconciliationResult<TEntity>>> OnReconcile { get; set; } = Succeed;

    public Func<TEntity, CancellationToken, Task<ReconciliationResult<TEntity>>> OnFinalize { get; set; } = Succeed;

    public Func<TEntity, CancellationToken, Task<ReconciliationResult<TEntity>>> OnDeleted { get; set; } = Succeed;

    public Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken)
    {
        Reconciled.Enqueue(entity);
        return OnReconcile(entity, cancellationToken);
    }

    public Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken)
    {
        Deleted.Enqueue(entity);
        return OnDeleted(entity, cancellationToken);
    }

    public Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken)
    {
        Finalized.Enqueue(entity);
        return OnFinalize(entity, cancellationToken);
    }

    private static Task<ReconciliationResult<TEntity>> Succeed(TEntity entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<TEntity>.Success(entity));
}
