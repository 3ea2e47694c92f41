namespace Janitor.Kubernetes.Reviews;

/// <summary>The question: one of the two kinds of attributes.</summary>
internal sealed record SubjectAccessReviewSpec
{
    /// <summary>Who.</summary>
    public string User { get; set; } = string.Empty;

    /// <summary>What tells them from others who had this name before.</summary>
    public string? Uid { get; set; }

    /// <summary>Of which groups.</summary>
    public IReadOnlyList<string>? Groups { get; set; }

    /// <summary>What else is known of them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Extra { get; set; }

    /// <summary>An object, and what is done with it.</summary>
    public ResourceAttributes? ResourceAttributes { get; set; }

    /// <summary>A path, and what is done with it.</summary>
    public NonResourceAttributes? NonResourceAttributes { get; set; }
}
