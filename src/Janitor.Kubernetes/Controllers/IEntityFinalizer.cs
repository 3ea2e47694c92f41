using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Controllers;

/// <summary>What must be done before an object goes.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public interface IEntityFinalizer<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>Does it; on success the finalizer is removed from the object, on failure it is tried again.</summary>
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}
