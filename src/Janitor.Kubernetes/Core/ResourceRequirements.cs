namespace Janitor.Kubernetes.Core;

/// <summary>What a container requests and may use.</summary>
public sealed record ResourceRequirements
{
    /// <summary>What the scheduler reserves.</summary>
    public IReadOnlyDictionary<string, string>? Requests { get; set; }

    /// <summary>What it may use at most.</summary>
    public IReadOnlyDictionary<string, string>? Limits { get; set; }
}
