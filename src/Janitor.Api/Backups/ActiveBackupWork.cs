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

    /// <summary>Why it did not succeed, in one word; absent while it goes on.</summary>
    public string? Reason { get; set; }

    /// <summary>The same in words. It is tried again.</summary>
    public string? Problem { get; set; }
}
