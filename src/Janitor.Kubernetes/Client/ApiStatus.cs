namespace Janitor.Kubernetes.Client;

/// <summary>What the API server says about a request that failed: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/.</summary>
public sealed record ApiStatus
{
    /// <summary><c>Success</c> or <c>Failure</c>.</summary>
    public string? Status { get; set; }

    /// <summary>In words.</summary>
    public string? Message { get; set; }

    /// <summary>In one CamelCase word.</summary>
    public string? Reason { get; set; }

    /// <summary>The HTTP code.</summary>
    public int Code { get; set; }

    /// <summary>What it is about, and how long to wait.</summary>
    public ApiStatusDetails? Details { get; set; }
}
