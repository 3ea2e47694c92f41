namespace Janitor.Kubernetes.Client;

/// <summary>Which objects to list.</summary>
public sealed record ListOptions
{
    /// <summary>The namespace; all of them when null.</summary>
    public string? Namespace { get; init; }

    /// <summary>As kubectl writes it: <c>app=web,tier!=test</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>As kubectl writes it: <c>metadata.name=x</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>
    /// How old the answer may be: null asks the quorum for the newest, <c>0</c> takes whatever the server has at hand, another value at least that.
    /// </summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Objects a page; all at once when null. Not honoured together with ResourceVersion <c>0</c>.</summary>
    public int? Limit { get; init; }

    /// <summary>Where the page before ended (<see cref="KubernetesList{T}.Continue"/>); the first page when null.</summary>
    public string? Continue { get; init; }
}
