namespace Janitor.Kubernetes.Reviews;

/// <summary>The question.</summary>
internal sealed record TokenReviewSpec
{
    /// <summary>The token.</summary>
    public string Token { get; set; } = string.Empty;
}
