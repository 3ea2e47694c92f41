namespace Janitor.Kubernetes.Core;

/// <summary>What a container does: one of these, or it runs.</summary>
public sealed record ContainerState
{
    /// <summary>It has not started.</summary>
    public ContainerStateWaiting? Waiting { get; set; }

    /// <summary>It has ended.</summary>
    public ContainerStateTerminated? Terminated { get; set; }
}
