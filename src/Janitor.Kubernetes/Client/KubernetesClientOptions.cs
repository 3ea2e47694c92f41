using System.Text.Json.Serialization.Metadata;

namespace Janitor.Kubernetes.Client;

/// <summary>How a <see cref="KubernetesClient"/> behaves.</summary>
public sealed record KubernetesClientOptions
{
    /// <summary>Knows the entity classes beyond those of <see cref="KubernetesJson"/>: a source-generated context. None by default.</summary>
    public IJsonTypeInfoResolver? Types { get; init; }

    /// <summary>The name under which fields are ours in the objects' <c>managedFields</c>; <c>janitor</c> by default.</summary>
    public string FieldManager { get; init; } = "janitor";

    /// <summary>How long an answer may take to begin, and then to end; 100 s by default. A watch's answer may take any time to end.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Who we say we are in the server's audit log; <c>janitor</c> by default.</summary>
    public string UserAgent { get; init; } = "janitor";
}
