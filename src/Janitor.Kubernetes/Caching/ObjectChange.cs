using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Caching;

/// <summary>What happened to one object of a cache.</summary>
/// <param name="Old">The object before; null when it is new.</param>
/// <param name="New">The object now; null when it is gone, and then <paramref name="Old"/> is the last state that was seen.</param>
public readonly record struct ObjectChange<T>(T? Old, T? New)
    where T : class, IKubernetesObject
{
    /// <summary>The object, as it is or was last.</summary>
    public T Entity => New ?? Old!;

    /// <summary>Nothing happened: the cache is replayed.</summary>
    public bool IsResync => ReferenceEquals(Old, New);
}
