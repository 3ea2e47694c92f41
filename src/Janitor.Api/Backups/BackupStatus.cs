using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Backups;

/// <summary>What became of a <see cref="Backup"/>.</summary>
public sealed record BackupStatus : IConditionedStatus
{
    /// <summary>The generation of the spec that all of this speaks of; -1 (the default) before it was first looked at.</summary>
    public long ObservedGeneration { get; set; } = -1;

    /// <summary>
    /// Ready: it is stored as a whole, and can be restored. Verified: what is stored was read again, and is what was written; absent before the first time. Reconciling, while it
    /// is made, and Stalled, when it could not be, exist only while true.
    /// </summary>
    [ListType("type")]
    [Items(0, 20)]
    public IReadOnlyList<Condition> Conditions { get; set; } = [];

    /// <summary>How far it has come.</summary>
    public BackupPhase Phase { get; set; }

    /// <summary>The Job that makes it, or made it; absent of those that were found at the destination.</summary>
    public string? Job { get; set; }

    /// <summary>The last part of its folder's name at the destination, once it is stored.</summary>
    public string? Folder { get; set; }

    /// <summary>When it began: by this time backups are ordered.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>How much was read, before it was compressed, in bytes.</summary>
    public long PlainBytes { get; set; }

    /// <summary>How much it takes at the destination, in bytes.</summary>
    public long StoredBytes { get; set; }

    /// <summary><see cref="StoredBytes"/> for reading: <c>1.5 GiB</c>.</summary>
    public string? Stored { get; set; }

    /// <summary>The SHA-256 of its <c>manifest.json</c>, in hexadecimal, which holds those of all its files; absent of those that were found at the destination.</summary>
    public string? ManifestSha256 { get; set; }

    /// <summary>Its parts, one for each database, bucket and directory, as far as they are known here: 20 at most. The manifest has all.</summary>
    [Items(0, 20)]
    public IReadOnlyList<BackupPartStatus> Parts { get; set; } = [];

    /// <summary>How much has been done while it goes on, as the worker said it last.</summary>
    public string? Progress { get; set; }

    /// <summary>How far the hooks around it have come.</summary>
    public BackupHookStage Hooks { get; set; }

    /// <summary>What went wrong with hooks, in words; absent when nothing did.</summary>
    public string? HookMessage { get; set; }

    /// <summary>When it was last proven, or found to be damaged.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? VerifiedAt { get; set; }
}
