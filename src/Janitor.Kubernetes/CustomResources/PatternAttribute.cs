namespace Janitor.Kubernetes.CustomResources;

/// <summary>A regular expression (RE2) that the text must match: on a field, or on a type that is written as text.</summary>
/// <param name="regex">The expression.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Struct | AttributeTargets.Class)]
public sealed class PatternAttribute(string regex) : Attribute
{
    /// <summary>The expression.</summary>
    public string Regex => regex;
}
