using System.Text.Json.Serialization;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Tests;

/// <summary>An object of the API with times in microseconds.</summary>
[KubernetesEntity(Group = "coordination.k8s.io", Kind = "Lease")]
internal sealed record TestLease : IKubernetesObject
{
    public string ApiVersion { get; set; } = string.Empty;

    public string Kind { get; set; } = string.Empty;

    public ObjectMeta Metadata { get; set; } = new();

    public TestLeaseSpec? Spec { get; set; }
}

internal sealed record TestLeaseSpec
{
    public string? HolderIdentity { get; set; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; set; }
}
