using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Caching;

/// <summary>Names one object among those of its kind.</summary>
/// <param name="Namespace">Its namespace; null for cluster-scoped objects.</param>
/// <param name="Name">Its name.</param>
public readonly record struct ObjectKey(string? Namespace, string Name)
{
    /// <summary>The key of an object.</summary>
    public static ObjectKey Of(IKubernetesObject entity) => new(entity.Metadata.Namespace, entity.Metadata.Name);

    /// <summary>As kubectl writes it: <c>namespace/name</c>, or <c>name</c>.</summary>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? Name : $"{Namespace}/{Name}";
}
