using System.Text.Json.Serialization;

namespace Janitor.Kubernetes.Reviews;

/// <summary>The JSON of reviews.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SubjectAccessReview))]
[JsonSerializable(typeof(TokenReview))]
internal sealed partial class ReviewJson : JsonSerializerContext;
