using System.Collections.Concurrent;
using System.Reflection;

namespace Janitor.Kubernetes.Entities;

/// <summary>A resource of the API, as paths and messages name it.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version inside the group.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Plural">The resource's name in paths.</param>
/// <param name="IsNamespaced">Whether its objects belong to namespaces.</param>
public sealed record EntityType(string Group, string Version, string Kind, string Plural, bool IsNamespaced)
{
    private static readonly ConcurrentDictionary<Type, EntityType> Known = new();

    /// <inheritdoc cref="KubernetesEntityAttribute.MetadataOnly"/>
    public bool MetadataOnly { get; init; }

    /// <summary>Group and version as objects write them: <c>batch/v1</c>, <c>v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>As messages and roles name it: <c>jobs.batch</c>, <c>pods</c>.</summary>
    public string Resource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The resource that a class is.</summary>
    /// <exception cref="ArgumentException">The class has no <see cref="KubernetesEntityAttribute"/>.</exception>
    public static EntityType Of<T>()
        where T : IKubernetesObject => Of(typeof(T));

    /// <inheritdoc cref="Of{T}"/>
    public static EntityType Of(Type type) => Known.GetOrAdd(type, static type =>
    {
        var attribute = type.GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new ArgumentException($"{type} has no [KubernetesEntity].", nameof(type));
        return new EntityType(
            attribute.Group, attribute.ApiVersion, attribute.Kind, attribute.PluralName ?? PluralOf(attribute.Kind.ToLowerInvariant()), !attribute.ClusterScoped)
        {
            MetadataOnly = attribute.MetadataOnly,
        };
    });

    /// <summary>The path of all its objects in a namespace, or in all of them, without a slash at the start.</summary>
    public string CollectionPath(string? @namespace)
    {
        var root = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        return IsNamespaced && !string.IsNullOrEmpty(@namespace) ? $"{root}/namespaces/{Uri.EscapeDataString(@namespace)}/{Plural}" : $"{root}/{Plural}";
    }

    /// <summary>The path of one object, without a slash at the start.</summary>
    public string ObjectPath(string? @namespace, string name) => $"{CollectionPath(@namespace)}/{Uri.EscapeDataString(name)}";

    private static string PluralOf(string kind) => kind switch
    {
        _ when kind.EndsWith('y') && kind.Length > 1 && !"aeiou".Contains(kind[^2]) => $"{kind[..^1]}ies",
        _ when kind.EndsWith('s') || kind.EndsWith('x') || kind.EndsWith("ch", StringComparison.Ordinal) => $"{kind}es",
        _ => $"{kind}s",
    };
}
