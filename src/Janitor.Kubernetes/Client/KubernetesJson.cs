using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Reviews;

namespace Janitor.Kubernetes.Client;

/// <summary>The JSON of the API's own types.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(PersistentVolumeClaim))]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(SecretMetadata))]
public sealed partial class KubernetesJson : JsonSerializerContext
{
    /// <summary>
    /// How objects are read and written: camelCase, nulls not written, unknown fields passed over, so that a newer server's objects can be read.
    /// </summary>
    /// <param name="types">Knows further types; asked first.</param>
    public static JsonSerializerOptions OptionsFor(IJsonTypeInfoResolver? types)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(types, Default, ReviewJson.Default),
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>A type's JSON.</summary>
    /// <exception cref="NotSupportedException">No context knows the type.</exception>
    internal static JsonTypeInfo<T> TypeOf<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
