using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Cli.Reports;

/// <summary>The JSON form of reports: all fields, those without a value as null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(IReadOnlyList<RunReport>))]
[JsonSerializable(typeof(ReportLine<RunReport>), TypeInfoPropertyName = "RunReportLine")]
[JsonSerializable(typeof(DecidedItem))]
[JsonSerializable(typeof(UndoReport))]
[JsonSerializable(typeof(IReadOnlyList<UndoReport>))]
[JsonSerializable(typeof(ReportLine<UndoReport>), TypeInfoPropertyName = "UndoReportLine")]
[JsonSerializable(typeof(UndoneItem))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>Indented, for <c>-o json</c>. Paths stay readable; control signs are escaped all the same.</summary>
    public static readonly ReportJson Indented = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>One line each, for <c>-o ndjson</c>.</summary>
    public static readonly ReportJson Lines = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
