using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api;

/// <summary>Selects objects by their labels. An empty one selects all.</summary>
public sealed record LabelSelector
{
    /// <summary>Labels that an object must have, with these values.</summary>
    [Items(0, 50)]
    public IReadOnlyDictionary<string, string> MatchLabels { get; set; } = new Dictionary<string, string>();

    /// <summary>Whether an object with these labels is selected.</summary>
    public bool Selects(IReadOnlyDictionary<string, string>? labels) =>
        MatchLabels.All(pair => labels is not null && labels.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
