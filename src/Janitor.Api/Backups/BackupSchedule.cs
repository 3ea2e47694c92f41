using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Backups;

/// <summary>Backs databases, objects and directories up by schedule, keeps as many backups as is wanted, and proves that they can be restored.</summary>
[KubernetesEntity(Group = "janitor.dev", ApiVersion = "v1alpha1", Kind = KindName)]
[KubernetesEntityShortNames("bks", Categories = ["janitor"])]
[GenericAdditionalPrinterColumn(".spec.schedule", "Schedule", "string")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", "string")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"BackupFresh\")].status", "Fresh", "string")]
[GenericAdditionalPrinterColumn(".status.backups", "Backups", "integer")]
[GenericAdditionalPrinterColumn(".status.lastSuccessfulTime", "Last Success", "date")]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].message", "Message", "string", Priority = 1)]
public sealed record BackupSchedule : IKubernetesObject
{
    /// <summary>The only version there is.</summary>
    public const string Version = "janitor.dev/v1alpha1";

    /// <summary>This resource's kind.</summary>
    public const string KindName = "BackupSchedule";

    /// <summary>The annotation that asks for the newest backup to be proven; each new value asks for it once, also while the schedule is suspended.</summary>
    public const string VerifyAtAnnotation = "janitor.dev/verify-at";

    /// <summary>Always <see cref="Version"/>.</summary>
    public string ApiVersion { get; set; } = Version;

    /// <summary>Always <see cref="KindName"/>.</summary>
    public string Kind { get; set; } = KindName;

    /// <summary>Name and namespace.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the user wants.</summary>
    [Required]
    public BackupScheduleSpec Spec { get; set; } = new();

    /// <summary>What became of it.</summary>
    public BackupScheduleStatus? Status { get; set; }

    /// <summary>The namespace: <c>default</c> where none is written.</summary>
    [JsonIgnore]
    public string Namespace => Metadata.Namespace ?? "default";

    /// <summary><c>namespace/name</c>, as messages and folders at the destination name the schedule.</summary>
    public override string ToString() => $"{Namespace}/{Metadata.Name}";
}
