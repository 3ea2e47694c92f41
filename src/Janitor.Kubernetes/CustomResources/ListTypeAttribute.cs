namespace Janitor.Kubernetes.CustomResources;

/// <summary>How server-side apply merges a list; a list without this is replaced as a whole.</summary>
/// <param name="keys">The fields that tell its objects apart; none for a set of plain values.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListTypeAttribute(params string[] keys) : Attribute
{
    /// <summary>The fields that tell its objects apart; none for a set of plain values.</summary>
    public IReadOnlyList<string> Keys => keys;
}
