using System.Text.Json.Serialization;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Backups;

/// <summary>Work on backups that goes on in a worker Job.</summary>
public sealed record ActiveBackupWork
{
    /// <summary>The Job.</summary>
    public string Job { get; set; } = string.Empty;

    /// <summary>The backup that it is about; absent where it is about all.</summary>
    public string? Backup { get; set; }

    /// <summary>When it was started.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset StartedAt { get; set; }
}
