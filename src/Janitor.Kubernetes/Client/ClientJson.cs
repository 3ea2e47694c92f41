using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Janitor.Kubernetes.Connection;

namespace Janitor.Kubernetes.Client;

/// <summary>The JSON of what the client says and reads beside objects.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiStatus))]
[JsonSerializable(typeof(DeleteOptions))]
[JsonSerializable(typeof(ExecCredential))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ListMeta))]
internal sealed partial class ClientJson : JsonSerializerContext;
