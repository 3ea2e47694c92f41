using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Janitor.Kubernetes.Entities;

/// <summary>Writes a time as the API's <c>metav1.MicroTime</c> is read: with exactly six digits of a second, <c>2026-01-31T12:00:00.000000Z</c>.</summary>
public sealed class MicroTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Format(value));

    /// <summary>A time as it is written.</summary>
    public static string Format(DateTimeOffset value) => value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
