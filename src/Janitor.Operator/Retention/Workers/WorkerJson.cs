using System.Text.Json.Serialization;
using Janitor.Api.Retention;

namespace Janitor.Operator.Retention.Workers;

/// <summary>The JSON of what goes to a worker and of what comes back.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorkerTask))]
[JsonSerializable(typeof(RunSummary))]
internal sealed partial class WorkerJson : JsonSerializerContext;
