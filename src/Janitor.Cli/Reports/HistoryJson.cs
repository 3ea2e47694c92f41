using System.Text.Json.Serialization;

namespace Janitor.Cli.Reports;

/// <summary>The JSON form of <see cref="PolicyHistory"/>, which leaves out what is absent, as the API does.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PolicyHistory))]
internal sealed partial class HistoryJson : JsonSerializerContext;
