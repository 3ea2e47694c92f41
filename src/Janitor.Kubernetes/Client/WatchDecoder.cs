using System.Text.Json;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Client;

/// <summary>Reads the lines of a watch.</summary>
internal sealed class WatchDecoder<T>(EntityDecoder<T> decoder, string what)
    where T : class, IKubernetesObject
{
    /// <summary>Reads one line.</summary>
    /// <exception cref="ApiException">The line is an error of the server.</exception>
    /// <exception cref="JsonException">It is no line of a watch, or only half of one.</exception>
    public WatchEvent<T> Decode(ReadOnlySpan<byte> line)
    {
        var (type, range) = Fields(line);
        var json = line[range];
        return type switch
        {
            "ADDED" => Change(WatchEventType.Added, json),
            "MODIFIED" => Change(WatchEventType.Modified, json),
            "DELETED" => Change(WatchEventType.Deleted, json),
            "BOOKMARK" => new WatchEvent<T>(WatchEventType.Bookmark, EntityDecoder<T>.Identify(json).ResourceVersion, null, null),
            "ERROR" => throw Error(json),
            _ => throw new JsonException($"a watch has no events of the type \"{type}\""),
        };
    }

    private WatchEvent<T> Change(WatchEventType type, ReadOnlySpan<byte> json)
    {
        var (entity, problem) = decoder.Decode(json);
        var version = entity is null ? EntityDecoder<T>.Identify(json).ResourceVersion : entity.Metadata.ResourceVersion;
        return new WatchEvent<T>(type, version, entity, problem);
    }

    private ApiException Error(ReadOnlySpan<byte> json)
    {
        var status = JsonSerializer.Deserialize(json, ClientJson.Default.ApiStatus);
        return ApiFailure.From(status ?? new ApiStatus(), what);
    }

    private static (string Type, Range Object) Fields(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        string? type = null;
        Range? found = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a watch's event is an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isObject) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("object"u8));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isType && reader.TokenType == JsonTokenType.String)
                type = reader.GetString();
            reader.Skip();
            if (isObject)
                found = start..(int)reader.BytesConsumed;
        }

        // Half a line, or two on one, is told of by the reader.
        reader.Read();
        return (type ?? throw new JsonException("a watch's event has a type"), found ?? throw new JsonException("a watch's event has an object"));
    }
}
