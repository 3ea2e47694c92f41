using System.Text.Json;
using System.Text.Json.Serialization;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Operator.Retention;

/// <summary>What logs hold of a run, each as one line of JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(DecidedItem))]
internal sealed partial class RunReportJson : JsonSerializerContext
{
    /// <summary>Writes a report.</summary>
    public static string Write(RunReport report) => JsonSerializer.Serialize(report, Default.RunReport);

    /// <summary>Writes a decision.</summary>
    public static string Write(DecidedItem item) => JsonSerializer.Serialize(item, Default.DecidedItem);
}
