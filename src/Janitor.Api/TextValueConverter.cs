using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Janitor.Api;

/// <summary>Reads and writes a <see cref="ITextValue{TSelf}"/> as a JSON string; a bare JSON number is read by its digits.</summary>
/// <typeparam name="T">The value type.</typeparam>
public sealed class TextValueConverter<T> : JsonConverter<T>
    where T : struct, ITextValue<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => throw new JsonException($"Expected {T.Expected}."),
        };
        return T.TryParse(text, out var value) ? value : throw new JsonException($"\"{text}\" is not {T.Expected}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
