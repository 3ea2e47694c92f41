namespace Janitor.Kubernetes.Core;

/// <summary>How a container is.</summary>
public sealed record ContainerStatus
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>How often it was started again.</summary>
    public int RestartCount { get; set; }

    /// <summary>What it does.</summary>
    public ContainerState? State { get; set; }

    /// <summary>What it did before it was started again.</summary>
    public ContainerState? LastState { get; set; }
}
