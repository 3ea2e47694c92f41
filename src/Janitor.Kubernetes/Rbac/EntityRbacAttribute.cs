namespace Janitor.Kubernetes.Rbac;

/// <summary>What a controller does with objects of some kinds; the roles are generated from it.</summary>
/// <param name="entities">The kinds' classes.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class EntityRbacAttribute(params Type[] entities) : Attribute
{
    /// <summary>The kinds' classes.</summary>
    public IReadOnlyList<Type> Entities => entities;

    /// <summary>What it does with them.</summary>
    public required RbacVerb Verbs { get; set; }

    /// <summary>True: with their status subresource in place of the objects themselves; false by default.</summary>
    public bool Status { get; set; }
}
