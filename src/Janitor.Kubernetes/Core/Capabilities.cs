namespace Janitor.Kubernetes.Core;

/// <summary>Linux capabilities.</summary>
public sealed record Capabilities
{
    /// <summary>Taken away: <c>ALL</c>.</summary>
    public IReadOnlyList<string>? Drop { get; set; }

    /// <summary>Given.</summary>
    public IReadOnlyList<string>? Add { get; set; }
}
