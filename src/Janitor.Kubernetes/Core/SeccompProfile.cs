namespace Janitor.Kubernetes.Core;

/// <summary>Which system calls are allowed.</summary>
public sealed record SeccompProfile
{
    /// <summary><c>RuntimeDefault</c>, <c>Unconfined</c> or <c>Localhost</c>.</summary>
    public string Type { get; set; } = string.Empty;
}
