using System.Text.Json.Serialization;
using Janitor.Gateway.Checks;
using Janitor.Gateway.Objects;
using Janitor.Gateway.Problems;
using Janitor.Gateway.Uploads;
using Janitor.Gateway.Usage;

namespace Janitor.Gateway;

/// <summary>
/// The JSON of requests, strict, and of answers. Properties of requests that may be absent are settable: the generated code gives those that are not (<c>init</c>)
/// the type's default in place of their own (https://github.com/dotnet/runtime/issues/58770).
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(CheckRequest))]
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(UploadRequest))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(CompleteRequest))]
[JsonSerializable(typeof(ObjectAnswer))]
[JsonSerializable(typeof(DownloadAnswer))]
[JsonSerializable(typeof(DeleteRequest))]
[JsonSerializable(typeof(DeleteAnswer))]
[JsonSerializable(typeof(ArchiveRequest))]
[JsonSerializable(typeof(UsageAnswer))]
[JsonSerializable(typeof(AnalyticsAnswer))]
internal sealed partial class GatewayJson : JsonSerializerContext;
