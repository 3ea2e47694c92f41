using System.Text.Json.Serialization;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Core;

/// <summary>Who holds a lease, and how long.</summary>
public sealed record LeaseSpec
{
    /// <summary>Who holds it; empty or absent when nobody does.</summary>
    public string? HolderIdentity { get; set; }

    /// <summary>For how many seconds after a renewal it is held.</summary>
    public int? LeaseDurationSeconds { get; set; }

    /// <summary>When the holder got it, by the holder's clock.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; set; }

    /// <summary>When the holder last renewed it, by the holder's clock.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; set; }

    /// <summary>How often it changed hands.</summary>
    public int? LeaseTransitions { get; set; }
}
