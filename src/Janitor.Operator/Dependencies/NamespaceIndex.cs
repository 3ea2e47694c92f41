using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Entities;

namespace Janitor.Operator.Dependencies;

/// <summary>Finds the objects that something in their namespace concerns.</summary>
internal static class NamespaceIndex
{
    /// <summary>The index of a cache by namespace.</summary>
    public const string Name = "namespace";

    /// <summary>Gives a cache the index.</summary>
    public static void AddTo<T>(CacheOptions<T> cache)
        where T : class, IKubernetesObject => cache.Indices[Name] = entity => [entity.Metadata.Namespace ?? string.Empty];

    /// <summary>The objects of a namespace that are chosen.</summary>
    public static IEnumerable<ObjectKey> Find<T>(ObjectCache<T> objects, string? @namespace, Func<T, bool> choose)
        where T : class, IKubernetesObject => objects.Find(Name, @namespace ?? string.Empty).Where(choose).Select(entity => ObjectKey.Of(entity));
}
