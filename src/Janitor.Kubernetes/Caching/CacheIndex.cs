using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Caching;

/// <summary>What to look objects up by; for <see cref="CacheOptions{T}.Indices"/>.</summary>
public static class CacheIndex
{
    /// <summary>The uids of an object's owners.</summary>
    public static IEnumerable<string> OwnerUids(IKubernetesObject entity) => entity.Metadata.OwnerReferences?.Select(owner => owner.Uid) ?? [];
}
