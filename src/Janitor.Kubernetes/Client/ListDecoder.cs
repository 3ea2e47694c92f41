using System.Text.Json;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Client;

/// <summary>
/// Reads a list object by object while it arrives, so that never more than the largest object lies in memory beside what was made of them.
/// </summary>
internal sealed class ListDecoder<T>(EntityDecoder<T> decoder)
    where T : class, IKubernetesObject
{
    private const int FirstBufferSize = 1 << 15;

    private readonly List<T> _items = [];
    private readonly List<string> _problems = [];
    private JsonReaderState _state;
    private string _resourceVersion = string.Empty;
    private string? _continue;
    private bool _isList;
    private bool _inItems;

    /// <summary>Reads the whole list.</summary>
    /// <exception cref="JsonException">It is not JSON, not a list, or breaks off.</exception>
    public async Task<KubernetesList<T>> DecodeAsync(Stream json, CancellationToken cancellationToken)
    {
        var buffer = new byte[FirstBufferSize];
        var length = 0;
        int read;
        do
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            read = await json.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            var used = Consume(buffer.AsSpan(0, length), isLast: read == 0);
            buffer.AsSpan(used, length - used).CopyTo(buffer);
            length -= used;
        }
        while (read > 0);

        // Else a proxy's {"ok":true} would be a list of nothing, and all that is cached deleted.
        if (!_isList)
            throw new JsonException("there is no field \"items\", so it is not a list");
        return new KubernetesList<T>(_items, _resourceVersion, _continue, _problems);
    }

    /// <summary>Takes what is whole, and says how long that was.</summary>
    private int Consume(ReadOnlySpan<byte> json, bool isLast)
    {
        var reader = new Utf8JsonReader(json, isLast, _state);
        var used = 0;
        while (TryStep(ref reader, json))
        {
            used = (int)reader.BytesConsumed;
            _state = reader.CurrentState;
        }

        return used;
    }

    /// <summary>Takes one field of the list or one object; false when it is not there as a whole, and then nothing has changed.</summary>
    private bool TryStep(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (!reader.Read())
            return false;
        if (_inItems)
            return TryItem(ref reader, json);
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.EndObject)
            return true;
        if (reader.TokenType != JsonTokenType.PropertyName)
            throw new JsonException("expected a list");
        if (reader.ValueTextEquals("items"u8))
            return TryItemsStart(ref reader);
        return reader.ValueTextEquals("metadata"u8) ? TryMetadata(ref reader, json) : reader.Read() && reader.TrySkip();
    }

    private bool TryItemsStart(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            return false;
        // Go writes a list of nothing as null.
        _inItems = reader.TokenType switch
        {
            JsonTokenType.StartArray => true,
            JsonTokenType.Null => false,
            _ => throw new JsonException("the field \"items\" is not a list"),
        };
        _isList = true;
        return true;
    }

    private bool TryItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _inItems = false;
            return true;
        }

        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
            return false;
        var (entity, problem) = decoder.Decode(json[start..(int)reader.BytesConsumed]);
        if (entity is not null)
            _items.Add(entity);
        else
            _problems.Add(problem!);
        return true;
    }

    private bool TryMetadata(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (!reader.Read())
            return false;
        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
            return false;
        var metadata = JsonSerializer.Deserialize(json[start..(int)reader.BytesConsumed], ClientJson.Default.ListMeta);
        _resourceVersion = metadata?.ResourceVersion ?? string.Empty;
        _continue = string.IsNullOrEmpty(metadata?.Continue) ? null : metadata.Continue;
        return true;
    }
}
