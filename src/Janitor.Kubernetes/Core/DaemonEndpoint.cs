namespace Janitor.Kubernetes.Core;

/// <summary>A port of a daemon.</summary>
public sealed record DaemonEndpoint
{
    /// <summary>The port.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("Port")]
    public int Port { get; set; }
}
