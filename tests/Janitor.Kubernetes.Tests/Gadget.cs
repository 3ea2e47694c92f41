using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Tests;

/// <summary>A resource that no server knows.</summary>
[KubernetesEntity(Group = "test.example", Kind = "Gadget")]
internal sealed record Gadget : IKubernetesObject
{
    public string ApiVersion { get; set; } = string.Empty;

    public string Kind { get; set; } = string.Empty;

    public ObjectMeta Metadata { get; set; } = new();
}
