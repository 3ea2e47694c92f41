using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Backups;

/// <summary>Restores a backup, once. Nothing is touched before all that is to be restored was read and compared, and what is there was found as <c>overwrite</c> wants it.</summary>
[KubernetesEntity(Group = "janitor.dev", ApiVersion = "v1alpha1", Kind = KindName)]
[KubernetesEntityShortNames("rst", Categories = ["janitor"])]
[GenericAdditionalPrinterColumn(".status.folder", "Backup", "string")]
[GenericAdditionalPrinterColumn(".status.phase", "Phase", "string")]
[GenericAdditionalPrinterColumn(".status.progress", "Progress", "string")]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].message", "Message", "string", Priority = 1)]
public sealed record Restore : IKubernetesObject
{
    /// <summary>The only version there is.</summary>
    public const string Version = "janitor.dev/v1alpha1";

    /// <summary>This resource's kind.</summary>
    public const string KindName = "Restore";

    /// <summary>Always <see cref="Version"/>.</summary>
    public string ApiVersion { get; set; } = Version;

    /// <summary>Always <see cref="KindName"/>.</summary>
    public string Kind { get; set; } = KindName;

    /// <summary>Name and namespace.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the user wants.</summary>
    [Required]
    [ValidationRule("self == oldSelf", "a restore runs once: make another one")]
    public RestoreSpec Spec { get; set; } = new();

    /// <summary>What became of it.</summary>
    public RestoreStatus? Status { get; set; }

    /// <summary>The namespace: <c>default</c> where none is written.</summary>
    [JsonIgnore]
    public string Namespace => Metadata.Namespace ?? "default";

    /// <summary>Whether it came to an end, good or bad.</summary>
    [JsonIgnore]
    public bool IsEnded => Status?.Phase is BackupPhase.Succeeded or BackupPhase.Failed;

    /// <summary><c>namespace/name</c>, as messages name the restore.</summary>
    public override string ToString() => $"{Namespace}/{Metadata.Name}";
}
