using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Janitor.Kubernetes.Entities;

/// <summary>Writes a time as the API's <c>metav1.Time</c> is written, in whole seconds: <c>2026-01-31T12:00:00Z</c>. Reads any RFC 3339 time.</summary>
public sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    /// <summary>The API writes a time that is not set as null, also where the field is not optional.</summary>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? default : reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
