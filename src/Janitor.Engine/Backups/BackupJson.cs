using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Janitor.Engine.Backups;

/// <summary>How manifests are written: for people too, who may have nothing but the bucket.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext
{
    /// <summary>Writes a manifest, with names of tables as they are written elsewhere.</summary>
    public static byte[] Write(BackupManifest manifest)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true }))
            JsonSerializer.Serialize(writer, manifest, Default.BackupManifest);
        return output.ToArray();
    }
}
