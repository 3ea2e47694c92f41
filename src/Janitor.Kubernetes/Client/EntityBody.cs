using System.Text.Json;
using System.Text.Json.Nodes;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Client;

/// <summary>An object as it is sent.</summary>
internal sealed class EntityBody
{
    /// <summary>What is the server's own to say: naming it in an apply would claim it.</summary>
    private static readonly string[] OfServer = ["managedFields", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp"];

    private readonly JsonObject _content;

    private EntityBody(JsonObject content) => _content = content;

    public static EntityBody Of<T>(T entity, JsonSerializerOptions json)
        where T : class, IKubernetesObject
    {
        var type = EntityType.Of<T>();
        if (type.MetadataOnly)
            throw new ArgumentException($"{typeof(T).Name} has metadata alone: a whole object cannot be written from it. Merge it instead.", nameof(entity));
        var content = JsonSerializer.SerializeToNode(entity, KubernetesJson.TypeOf<T>(json))!.AsObject();
        (content["apiVersion"], content["kind"]) = (type.ApiVersion, type.Kind);
        return new EntityBody(content);
    }

    public byte[] ToBytes() => ToBytes(_content);

    /// <summary>All but the status and what is the server's own.</summary>
    public byte[] ToApply()
    {
        _content.Remove("status");
        foreach (var field in OfServer)
            _content["metadata"]!.AsObject().Remove(field);
        return ToBytes();
    }

    /// <summary>
    /// The status and what names the object: older servers would make us the owner of all fields that we send, the spec's too.
    /// </summary>
    public byte[] ToApplyStatus() => ToBytes(new JsonObject
    {
        ["apiVersion"] = _content["apiVersion"]!.DeepClone(),
        ["kind"] = _content["kind"]!.DeepClone(),
        ["metadata"] = Names(_content["metadata"]!.AsObject()),
        ["status"] = _content["status"]?.DeepClone() ?? new JsonObject(),
    });

    private static JsonObject Names(JsonObject metadata)
    {
        var names = new JsonObject { ["name"] = metadata["name"]!.DeepClone() };
        if (metadata["namespace"] is { } space)
            names["namespace"] = space.DeepClone();
        return names;
    }

    private static byte[] ToBytes(JsonObject content) => JsonSerializer.SerializeToUtf8Bytes(content, ClientJson.Default.JsonObject);
}
