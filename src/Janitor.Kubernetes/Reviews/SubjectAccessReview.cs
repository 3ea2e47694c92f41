namespace Janitor.Kubernetes.Reviews;

/// <summary>Asks whether somebody may do something (authorization.k8s.io/v1).</summary>
internal sealed record SubjectAccessReview
{
    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = "authorization.k8s.io/v1";

    /// <summary>The kind.</summary>
    public string Kind { get; set; } = "SubjectAccessReview";

    /// <summary>The question.</summary>
    public SubjectAccessReviewSpec? Spec { get; set; }

    /// <summary>The answer.</summary>
    public SubjectAccessReviewStatus? Status { get; set; }
}
