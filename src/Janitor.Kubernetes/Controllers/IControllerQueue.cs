using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Controllers;

/// <summary>Lets other parts ask a controller to look at an object.</summary>
/// <typeparam name="TEntity">The controller's kind.</typeparam>
#pragma warning disable CA1711 // It is a queue.
public interface IControllerQueue<TEntity>
#pragma warning restore CA1711
    where TEntity : class, IKubernetesObject
{
    /// <summary>
    /// Has the controller look at an object, once for any number of calls before it does; while it looks, once more afterwards. Without effect when there is no such
    /// object by then. What is asked for before the controller runs, it does when it starts.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="after">How long to wait before; of several delays the one that ends first counts. At once when null.</param>
    void Enqueue(ObjectKey key, TimeSpan? after = null);
}
