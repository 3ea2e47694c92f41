using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Client;

/// <summary>One page of a list.</summary>
/// <param name="Items">The objects that could be decoded, with kind and version filled in.</param>
/// <param name="ResourceVersion">The version of the list, to watch from.</param>
/// <param name="Continue">Where the next page begins; null on the last one.</param>
/// <param name="Problems">Why objects could not be decoded, with their names; empty when all could.</param>
public sealed record KubernetesList<T>(IReadOnlyList<T> Items, string ResourceVersion, string? Continue, IReadOnlyList<string> Problems)
    where T : class, IKubernetesObject;
