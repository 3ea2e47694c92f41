namespace Janitor.Kubernetes.Core;

/// <summary>Why a container has not started.</summary>
public sealed record ContainerStateWaiting
{
    /// <summary>In one word: <c>ImagePullBackOff</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>In words.</summary>
    public string? Message { get; set; }
}
