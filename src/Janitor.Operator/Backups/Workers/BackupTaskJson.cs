using System.Text.Json.Serialization;

namespace Janitor.Operator.Backups.Workers;

/// <summary>The JSON of what goes to a worker for backups and of what comes back.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BackupTask))]
[JsonSerializable(typeof(BackupResult))]
internal sealed partial class BackupTaskJson : JsonSerializerContext;
