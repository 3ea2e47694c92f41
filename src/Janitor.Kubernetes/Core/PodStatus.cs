using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>How a pod is.</summary>
public sealed record PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string? Phase { get; set; }

    /// <summary>Why, in one word: <c>Evicted</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>Why, in words.</summary>
    public string? Message { get; set; }

    /// <summary><c>PodScheduled</c> and others.</summary>
    public IReadOnlyList<Condition>? Conditions { get; set; }

    /// <summary>How its containers are.</summary>
    public IReadOnlyList<ContainerStatus>? ContainerStatuses { get; set; }
}
