using System.Text.Json;
using System.Text.Json.Serialization;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Operator.Retention;

/// <summary>The whole report of a run as one line of JSON, for logs.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunReport))]
internal sealed partial class RunReportJson : JsonSerializerContext
{
    /// <summary>Writes one.</summary>
    public static string Write(RunReport report) => JsonSerializer.Serialize(report, Default.RunReport);
}
