using System.Text.Json.Serialization;

namespace Janitor.Kubernetes.Tests;

/// <summary>The JSON of the tests' own entities.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ConfigMap))]
[JsonSerializable(typeof(Gadget))]
[JsonSerializable(typeof(TestLease))]
[JsonSerializable(typeof(Widget))]
internal sealed partial class TestJson : JsonSerializerContext;
