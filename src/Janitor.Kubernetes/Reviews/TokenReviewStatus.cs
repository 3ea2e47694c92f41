namespace Janitor.Kubernetes.Reviews;

/// <summary>The answer.</summary>
internal sealed record TokenReviewStatus
{
    /// <summary>Whether the token is good.</summary>
    public bool Authenticated { get; set; }

    /// <summary>Whose it is.</summary>
    public ReviewedUser? User { get; set; }
}
