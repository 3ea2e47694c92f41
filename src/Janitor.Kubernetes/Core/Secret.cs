using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>Something confidential (v1).</summary>
[KubernetesEntity(Kind = "Secret")]
public sealed record Secret : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "Secret";

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>The values by key.</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; set; }
}
