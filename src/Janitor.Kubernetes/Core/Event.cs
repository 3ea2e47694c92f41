using System.Text.Json.Serialization;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>Something that happened to an object, for people to read (events.k8s.io/v1). The server forgets it after an hour or so.</summary>
[KubernetesEntity(Group = "events.k8s.io", Kind = "Event")]
public sealed record Event : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "events.k8s.io/v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "Event";

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>When it happened first.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; set; }

    /// <summary>How often it happened; absent when once.</summary>
    public EventSeries? Series { get; set; }

    /// <summary>Who tells it: <c>example.com/operator</c>.</summary>
    public string? ReportingController { get; set; }

    /// <summary>Which of its processes; at most 128 characters.</summary>
    public string? ReportingInstance { get; set; }

    /// <summary>What was done or tried, in one CamelCase word; at most 128 characters.</summary>
    public string? Action { get; set; }

    /// <summary>Why, in one CamelCase word; at most 128 characters.</summary>
    public string? Reason { get; set; }

    /// <summary>The object.</summary>
    public ObjectReference? Regarding { get; set; }

    /// <summary>Another object that had to do with it.</summary>
    public ObjectReference? Related { get; set; }

    /// <summary>In words; at most 1024 bytes.</summary>
    public string? Note { get; set; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; set; }
}
