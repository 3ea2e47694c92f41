namespace Janitor.Kubernetes.CustomResources;

/// <summary>What kubectl takes for the resource's name too.</summary>
/// <param name="shortNames">The names, lower case.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityShortNamesAttribute(params string[] shortNames) : Attribute
{
    /// <summary>The names.</summary>
    public IReadOnlyList<string> ShortNames => shortNames;

    /// <summary>Groups of resources that <c>kubectl get CATEGORY</c> lists together.</summary>
    public string[] Categories { get; set; } = [];
}
