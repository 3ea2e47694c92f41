using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Client;

/// <summary>Reads objects of one kind, and says what is wrong with those that cannot be read instead of failing.</summary>
internal sealed class EntityDecoder<T>(JsonSerializerOptions options)
    where T : class, IKubernetesObject
{
    private readonly JsonTypeInfo<T> _json = KubernetesJson.TypeOf<T>(options);

    /// <summary>The resource.</summary>
    public EntityType Type { get; } = EntityType.Of<T>();

    /// <summary>Reads an object that must be readable.</summary>
    /// <exception cref="JsonException">It is not.</exception>
    public async Task<T> DecodeAsync(Stream json, CancellationToken cancellationToken)
    {
        try
        {
            return Complete(await JsonSerializer.DeserializeAsync(json, _json, cancellationToken) ?? throw new JsonException("expected an object, found null"));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            // Value types' own converters throw what they like.
            throw new JsonException(e.Message, e);
        }
    }

    /// <summary>Reads an object; null, and why, when that cannot be done.</summary>
    public (T? Entity, string? Problem) Decode(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, _json) is { } entity ? (Complete(entity), null) : (null, $"{Type.Resource}: null in place of an object");
        }
        catch (Exception e)
        {
            // Whatever it is: one object must not be the end of a list or a watch.
            var (name, _) = Identify(json);
            return (null, $"{Type.Resource} {name}: {e.Message}");
        }
    }

    /// <summary>What an object that cannot be read is called, and its version.</summary>
    public static (string Name, string? ResourceVersion) Identify(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!JsonDocument.TryParseValue(ref reader, out var document))
            return ("without a name", null);
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("metadata", out var metadata))
                return ("without a name", null);
            var (space, name) = (Text(metadata, "namespace"), Text(metadata, "name"));
            return (space is null ? name ?? "without a name" : $"{space}/{name}", Text(metadata, "resourceVersion"));
        }
    }

    /// <summary>Objects in lists come without kind and version, and metadata alone comes as another kind.</summary>
    private T Complete(T entity)
    {
        entity.ApiVersion = Type.ApiVersion;
        entity.Kind = Type.Kind;
        return entity;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
