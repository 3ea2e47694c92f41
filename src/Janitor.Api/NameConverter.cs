using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Janitor.Api;

/// <summary>Reads and writes an enum by its names alone: a number, which would turn <c>mode: 1</c> into Enforce, is an error.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class NameConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
        var index = Array.IndexOf(Enum.GetNames<T>(), text);
        return index >= 0 ? Enum.GetValues<T>()[index] : throw new JsonException($"\"{text}\" is not one of {string.Join(", ", Enum.GetNames<T>())}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
