using System.Text.Json;
using System.Text.Json.Serialization;

namespace Janitor.Kubernetes.Entities;

/// <summary>Reads any RFC 3339 time, as the API does; how one is written differs.</summary>
public abstract class ApiTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <summary>The API writes a time that is not set as null, also where the field is not optional.</summary>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? default : reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Text(value));

    private protected abstract string Text(DateTimeOffset value);
}
