using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Caching;

/// <summary>Which objects a cache holds, and how.</summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed class CacheOptions<T>
    where T : class, IKubernetesObject
{
    /// <summary>The namespaces whose objects are held; the operator's own choice when null (the default), all when empty. Without meaning for cluster-scoped kinds.</summary>
    public IReadOnlyList<string>? Namespaces { get; set; }

    /// <summary>Holds only objects with these labels, as kubectl writes it: <c>app=web,tier!=test</c>; all when null (the default).</summary>
    public string? LabelSelector { get; set; }

    /// <summary>Holds only these objects, as kubectl writes it: <c>status.phase=Running</c>; all when null (the default).</summary>
    public string? FieldSelector { get; set; }

    /// <summary>Changes an object before it is held, to leave out what nobody needs; as it came, when null (the default).</summary>
    public Func<T, T>? Transform { get; set; }

    /// <summary>What to look objects up by (<see cref="ObjectCache{T}.Find"/>): the index's name, and the values under which an object is found.</summary>
    public IDictionary<string, Func<T, IEnumerable<string>>> Indices { get; } = new Dictionary<string, Func<T, IEnumerable<string>>>(StringComparer.Ordinal);

    /// <summary>How often the cache is replayed to those who follow it, without asking the server; the operator's own choice when null (the default).</summary>
    public TimeSpan? ResyncPeriod { get; set; }
}
