using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>A <see cref="Secret"/> without its data, to be watched: what is confidential does not leave the server.</summary>
[KubernetesEntity(Kind = "Secret", MetadataOnly = true)]
public sealed record SecretMetadata : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "Secret";

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; set; } = new();
}
