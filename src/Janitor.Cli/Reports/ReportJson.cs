using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Janitor.Engine.Migration;
using Janitor.Engine.Retention.Reports;
using Janitor.Engine.Verification;

namespace Janitor.Cli.Reports;

/// <summary>The JSON form of reports: all fields, those without a value as null.</summary>
/// <remarks>Only written, never read: without what reading takes, the command starts faster.</remarks>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(IReadOnlyList<RunReport>))]
[JsonSerializable(typeof(ReportLine<RunReport>), TypeInfoPropertyName = "RunReportLine")]
[JsonSerializable(typeof(DecidedItem))]
[JsonSerializable(typeof(UndoReport))]
[JsonSerializable(typeof(IReadOnlyList<UndoReport>))]
[JsonSerializable(typeof(ReportLine<UndoReport>), TypeInfoPropertyName = "UndoReportLine")]
[JsonSerializable(typeof(UndoneItem))]
[JsonSerializable(typeof(MigrationReport))]
[JsonSerializable(typeof(IReadOnlyList<MigrationReport>))]
[JsonSerializable(typeof(ReportLine<MigrationReport>), TypeInfoPropertyName = "MigrationReportLine")]
[JsonSerializable(typeof(MigratedItem))]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(IReadOnlyList<VerificationReport>))]
[JsonSerializable(typeof(ReportLine<VerificationReport>), TypeInfoPropertyName = "VerificationReportLine")]
[JsonSerializable(typeof(VerifiedItem))]
[JsonSerializable(typeof(IReadOnlyList<BackupLine>))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>Writes one value. Paths stay readable; control signs are escaped all the same.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="value">What is written.</param>
    /// <param name="type">Its form.</param>
    /// <param name="indented">Over several lines, for people; else in one.</param>
    public static void Write<T>(Stream output, T value, JsonTypeInfo<T> type, bool indented)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = indented });
        JsonSerializer.Serialize(writer, value, type);
    }
}
