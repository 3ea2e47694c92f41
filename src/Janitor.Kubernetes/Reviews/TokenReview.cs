namespace Janitor.Kubernetes.Reviews;

/// <summary>Asks who a token belongs to (authentication.k8s.io/v1).</summary>
internal sealed record TokenReview
{
    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = "authentication.k8s.io/v1";

    /// <summary>The kind.</summary>
    public string Kind { get; set; } = "TokenReview";

    /// <summary>The question.</summary>
    public TokenReviewSpec? Spec { get; set; }

    /// <summary>The answer.</summary>
    public TokenReviewStatus? Status { get; set; }
}
