using System.Text.Json.Serialization;
using Janitor.Api.Backups;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;

namespace Janitor.Api;

/// <summary>
/// The JSON form of the resources, strict: a field that does not exist is an error that names its path, never ignored.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RetentionPolicy))]
[JsonSerializable(typeof(RetentionPolicyStatus))]
[JsonSerializable(typeof(StorageQuota))]
[JsonSerializable(typeof(StorageQuotaStatus))]
[JsonSerializable(typeof(BackupSchedule))]
[JsonSerializable(typeof(BackupScheduleStatus))]
[JsonSerializable(typeof(Backup))]
[JsonSerializable(typeof(BackupStatus))]
[JsonSerializable(typeof(Restore))]
[JsonSerializable(typeof(RestoreStatus))]
public sealed partial class JanitorJson : JsonSerializerContext;
