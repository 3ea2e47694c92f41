using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Tests;

/// <summary>A custom resource with a status.</summary>
[KubernetesEntity(Group = "test.example", Kind = "Widget")]
internal sealed record Widget : IKubernetesObject
{
    public string ApiVersion { get; set; } = string.Empty;

    public string Kind { get; set; } = string.Empty;

    public ObjectMeta Metadata { get; set; } = new();

    public WidgetSpec? Spec { get; set; }

    public WidgetStatus? Status { get; set; }
}

internal sealed record WidgetSpec
{
    public int Size { get; set; }

    public string? Colour { get; set; }
}

internal sealed record WidgetStatus
{
    public string? Phase { get; set; }

    public IReadOnlyList<Condition>? Conditions { get; set; }
}
