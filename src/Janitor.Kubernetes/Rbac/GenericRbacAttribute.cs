namespace Janitor.Kubernetes.Rbac;

/// <summary>What a controller does with resources that have no class here; the roles are generated from it.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class GenericRbacAttribute : Attribute
{
    /// <summary>The API group; empty (the default) for the core group.</summary>
    public string Group { get; set; } = string.Empty;

    /// <summary>The resource, with its subresource: <c>nodes/stats</c>.</summary>
    public required string Resource { get; set; }

    /// <summary>What it does with them.</summary>
    public required RbacVerb Verbs { get; set; }
}
