namespace Janitor.Operator.Metrics;

/// <summary>The question.</summary>
internal sealed record SubjectAccessReviewSpec
{
    /// <summary>Who.</summary>
    public string User { get; set; } = string.Empty;

    /// <summary>Of which groups.</summary>
    public IReadOnlyList<string>? Groups { get; set; }

    /// <summary>What.</summary>
    public NonResourceAttributes? NonResourceAttributes { get; set; }
}
