namespace Janitor.Kubernetes.Entities;

/// <summary>Says which resource of the API a class is.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KubernetesEntityAttribute : Attribute
{
    /// <summary>The API group: <c>batch</c>; empty (the default) for the core group.</summary>
    public string Group { get; set; } = string.Empty;

    /// <summary>The version inside the group: <c>v1</c> (the default), <c>v1alpha1</c>.</summary>
    public string ApiVersion { get; set; } = "v1";

    /// <summary>The kind: <c>Job</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>The resource's name in paths; by default the kind in lower case with an English plural: <c>jobs</c>, <c>policies</c>, <c>ingresses</c>.</summary>
    public string? PluralName { get; set; }

    /// <summary>True for objects that belong to no namespace, such as nodes; false by default.</summary>
    public bool ClusterScoped { get; set; }

    /// <summary>
    /// True for a class that has the objects' metadata alone: the server is asked to leave out all else (<c>PartialObjectMetadata</c>). False by default.
    /// Such a class is for reading; its objects can be merged and deleted, but not made or applied.
    /// </summary>
    public bool MetadataOnly { get; set; }
}
