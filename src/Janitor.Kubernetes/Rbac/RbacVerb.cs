namespace Janitor.Kubernetes.Rbac;

/// <summary>What a role allows to do with a resource. There is no "all": roles name what they need.</summary>
[Flags]
public enum RbacVerb
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read one object.</summary>
    Get = 1,

    /// <summary>Read lists.</summary>
    List = 2,

    /// <summary>Be told of changes.</summary>
    Watch = 4,

    /// <summary>Make objects.</summary>
    Create = 8,

    /// <summary>Replace objects.</summary>
    Update = 16,

    /// <summary>Change fields of objects; server-side apply too.</summary>
    Patch = 32,

    /// <summary>Delete objects.</summary>
    Delete = 64,
}
