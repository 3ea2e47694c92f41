using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Backups;

/// <summary>
/// One backup of a <see cref="BackupSchedule"/>. Those that the schedule makes, and those that are found at its destination, appear by themselves; one that you make runs at once.
/// </summary>
[KubernetesEntity(Group = "janitor.dev", ApiVersion = "v1alpha1", Kind = KindName)]
[KubernetesEntityShortNames("bk", Categories = ["janitor"])]
[GenericAdditionalPrinterColumn(".spec.schedule", "Schedule", "string")]
[GenericAdditionalPrinterColumn(".status.phase", "Phase", "string")]
[GenericAdditionalPrinterColumn(".status.stored", "Stored", "string")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Verified\")].status", "Verified", "string")]
[GenericAdditionalPrinterColumn(".status.startedAt", "Started", "date")]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
[GenericAdditionalPrinterColumn(".status.folder", "Folder", "string", Priority = 1)]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].message", "Message", "string", Priority = 1)]
public sealed record Backup : IKubernetesObject
{
    /// <summary>The only version there is.</summary>
    public const string Version = "janitor.dev/v1alpha1";

    /// <summary>This resource's kind.</summary>
    public const string KindName = "Backup";

    /// <summary>Always <see cref="Version"/>.</summary>
    public string ApiVersion { get; set; } = Version;

    /// <summary>Always <see cref="KindName"/>.</summary>
    public string Kind { get; set; } = KindName;

    /// <summary>Name and namespace.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the user wants.</summary>
    [Required]
    public BackupSpec Spec { get; set; } = new();

    /// <summary>What became of it.</summary>
    public BackupStatus? Status { get; set; }

    /// <summary>The namespace: <c>default</c> where none is written.</summary>
    [JsonIgnore]
    public string Namespace => Metadata.Namespace ?? "default";

    /// <summary>Whether it came to an end, good or bad.</summary>
    [JsonIgnore]
    public bool IsEnded => Status?.Phase is BackupPhase.Succeeded or BackupPhase.Failed or BackupPhase.Missing;

    /// <summary>Whether it is one that can be restored, as far as is known.</summary>
    [JsonIgnore]
    public bool IsGood => Status?.Phase is BackupPhase.Succeeded;

    /// <summary><c>namespace/name</c>, as messages name the backup.</summary>
    public override string ToString() => $"{Namespace}/{Metadata.Name}";
}
