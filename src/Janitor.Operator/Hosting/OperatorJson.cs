using System.Text.Json.Serialization;
using Janitor.Kubernetes.Core;

namespace Janitor.Operator.Hosting;

/// <summary>The JSON of the operator's own settings.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ResourceRequirements))]
public sealed partial class OperatorJson : JsonSerializerContext;
