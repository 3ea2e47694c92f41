using System.Text.Json;
using System.Text.Json.Serialization;

namespace Janitor.Operator.Retention.Pressure;

/// <summary>
/// The part of the kubelet's <c>/stats/summary</c> about claims: https://github.com/kubernetes/kubelet/blob/master/pkg/apis/stats/v1alpha1/types.go.
/// </summary>
internal sealed record KubeletSummary
{
    /// <summary>The node's pods.</summary>
    public IReadOnlyList<PodStats>? Pods { get; set; }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static KubeletSummary Read(string text) => JsonSerializer.Deserialize(text, PressureJson.Default.KubeletSummary) ?? new KubeletSummary();

    /// <summary>One pod.</summary>
    internal sealed record PodStats
    {
        /// <summary>Its volumes.</summary>
        [JsonPropertyName("volume")]
        public IReadOnlyList<VolumeStats>? Volumes { get; set; }
    }

    /// <summary>One volume of a pod.</summary>
    internal sealed record VolumeStats
    {
        /// <summary>The claim; absent for volumes of other kinds.</summary>
        public ClaimReference? PvcRef { get; set; }

        /// <summary>Bytes in use.</summary>
        public long? UsedBytes { get; set; }

        /// <summary>Bytes that can still be used.</summary>
        public long? AvailableBytes { get; set; }

        /// <summary>The size.</summary>
        public long? CapacityBytes { get; set; }
    }

    /// <summary>A claim.</summary>
    internal sealed record ClaimReference
    {
        /// <summary>Its name.</summary>
        public string Name { get; set; } = string.Empty;

        /// <summary>Its namespace.</summary>
        public string Namespace { get; set; } = string.Empty;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KubeletSummary))]
[JsonSerializable(typeof(MountingPod))]
internal sealed partial class PressureJson : JsonSerializerContext;
