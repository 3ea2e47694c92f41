namespace Janitor.Kubernetes.Core;

/// <summary>A taint that does not keep a pod away.</summary>
public sealed record Toleration
{
    /// <summary>The taint's key.</summary>
    public string? Key { get; set; }

    /// <summary><c>Equal</c> or <c>Exists</c>.</summary>
    public string? Operator { get; set; }

    /// <summary>The taint's value.</summary>
    public string? Value { get; set; }

    /// <summary><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>; any when absent.</summary>
    public string? Effect { get; set; }

    /// <summary>For how long, with <c>NoExecute</c>.</summary>
    public long? TolerationSeconds { get; set; }
}
