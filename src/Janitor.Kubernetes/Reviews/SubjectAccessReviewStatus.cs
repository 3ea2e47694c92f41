namespace Janitor.Kubernetes.Reviews;

/// <summary>The answer.</summary>
internal sealed record SubjectAccessReviewStatus
{
    /// <summary>Whether they may.</summary>
    public bool Allowed { get; set; }
}
