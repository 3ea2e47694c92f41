using System.Text.Json.Serialization;

namespace Janitor.Cli.Reports;

/// <summary>The JSON form of <see cref="UsageReport"/>: breakdowns that were not asked for are left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UsageReport))]
[JsonSerializable(typeof(IReadOnlyList<UsageReport>))]
internal sealed partial class UsageJson : JsonSerializerContext;
