using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Controllers;

/// <summary>What must be done before an object goes.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public interface IEntityFinalizer<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>
    /// Whether there may be anything to do for an object, so that it must carry the finalizer before the controller looks at it. Where there is not, the object is
    /// free to go without this process. One that it carries already stays.
    /// </summary>
    bool IsNeeded(TEntity entity) => true;

    /// <summary>
    /// Does it, perhaps not for the first time: a process may end before what was done is written down. On success the finalizer is removed from the object;
    /// success with a delay says that it is not done yet, and it is called again then; a failure is tried again. Several finalizers have no order.
    /// </summary>
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}
