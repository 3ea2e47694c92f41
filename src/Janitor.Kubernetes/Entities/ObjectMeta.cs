using System.Text.Json.Serialization;

namespace Janitor.Kubernetes.Entities;

/// <summary>
/// What every object has: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/.
/// </summary>
public sealed record ObjectMeta
{
    /// <summary>The object's name, unique in its namespace for its kind.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The start of a name that the server completes, where <see cref="Name"/> is empty.</summary>
    public string? GenerateName { get; set; }

    /// <summary>The object's namespace; absent for cluster-scoped objects.</summary>
    public string? Namespace { get; set; }

    /// <summary>The server's own identity of the object: another one of the same name has another.</summary>
    public string? Uid { get; set; }

    /// <summary>The version of the object. Opaque: compared for equality only.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>Grows with each change of the spec.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Generation { get; set; }

    /// <summary>When the object was made.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? CreationTimestamp { get; set; }

    /// <summary>Present once the object is to be deleted, which waits for its finalizers.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? DeletionTimestamp { get; set; }

    /// <summary>Names and values to select objects by.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; set; }

    /// <summary>Names and values that are not selected by.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; set; }

    /// <summary>The objects without which this one is removed.</summary>
    public IReadOnlyList<OwnerReference>? OwnerReferences { get; set; }

    /// <summary>Those who have something to do before the object goes. They have no order.</summary>
    public IReadOnlyList<string>? Finalizers { get; set; }
}
