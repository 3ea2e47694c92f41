using System.Text.Json.Serialization;

namespace Janitor.Operator.Quotas.Workers;

/// <summary>The JSON of what goes to a measuring worker and of what comes back.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MeasuringTask))]
[JsonSerializable(typeof(MeasuredVolume))]
internal sealed partial class MeasuringJson : JsonSerializerContext;
