using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Tests;

/// <summary>What tests write and read: every server has it.</summary>
[KubernetesEntity(Kind = "ConfigMap")]
internal sealed record ConfigMap : IKubernetesObject
{
    public string ApiVersion { get; set; } = string.Empty;

    public string Kind { get; set; } = string.Empty;

    public ObjectMeta Metadata { get; set; } = new();

    public IReadOnlyDictionary<string, string>? Data { get; set; }
}
