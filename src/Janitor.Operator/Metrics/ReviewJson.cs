using System.Text.Json.Serialization;

namespace Janitor.Operator.Metrics;

/// <summary>The JSON of reviews.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TokenReview))]
[JsonSerializable(typeof(SubjectAccessReview))]
internal sealed partial class ReviewJson : JsonSerializerContext;
