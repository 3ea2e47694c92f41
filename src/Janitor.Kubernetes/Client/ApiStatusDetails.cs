namespace Janitor.Kubernetes.Client;

/// <summary>What a failed request was about.</summary>
public sealed record ApiStatusDetails
{
    /// <summary>The object's name.</summary>
    public string? Name { get; set; }

    /// <summary>The resource's group.</summary>
    public string? Group { get; set; }

    /// <summary>The resource's kind.</summary>
    public string? Kind { get; set; }

    /// <summary>How many seconds to wait before the next try.</summary>
    public int? RetryAfterSeconds { get; set; }

    /// <summary>What was wrong, one by one.</summary>
    public IReadOnlyList<ApiStatusCause>? Causes { get; set; }
}
