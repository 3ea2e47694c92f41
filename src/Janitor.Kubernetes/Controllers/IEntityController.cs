using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Controllers;

/// <summary>Brings the world to the state that objects of one kind declare.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public interface IEntityController<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>
    /// Looks at one object and does what there is to do; called again after each change, never twice at once for one object. The object is the cache's: it
    /// is not changed. Not called for an object that is to be deleted: that is for finalizers. An exception is a failure that is tried again, later each time,
    /// unless it is a <see cref="TerminalException"/>. What it waits for must end when cancelled: the process stops, or is no longer the leader.
    /// </summary>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>
    /// Says that an object is gone, with its last state. Informs only: what must be done before an object goes is a finalizer's, and nobody is told of what goes while
    /// no process runs.
    /// </summary>
    Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken);
}
