using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Quotas;

/// <summary>Measures what each tenant has in one bucket or directory, and says who is near, or above, their limit.</summary>
[KubernetesEntity(Group = "janitor.dev", ApiVersion = "v1alpha1", Kind = KindName)]
[KubernetesEntityShortNames("stq", Categories = ["janitor"])]
[GenericAdditionalPrinterColumn(".spec.schedule", "Schedule", "string")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", "string")]
[GenericAdditionalPrinterColumn(".status.total.used", "Used", "string")]
[GenericAdditionalPrinterColumn(".status.tenants", "Tenants", "integer")]
[GenericAdditionalPrinterColumn(".status.overLimit", "Over Limit", "integer")]
[GenericAdditionalPrinterColumn(".status.measuredAt", "Measured", "date")]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].message", "Message", "string", Priority = 1)]
public sealed record StorageQuota : IKubernetesObject
{
    /// <summary>The only version there is.</summary>
    public const string Version = "janitor.dev/v1alpha1";

    /// <summary>This resource's kind.</summary>
    public const string KindName = "StorageQuota";

    /// <summary>Always <see cref="Version"/>.</summary>
    public string ApiVersion { get; set; } = Version;

    /// <summary>Always <see cref="KindName"/>.</summary>
    public string Kind { get; set; } = KindName;

    /// <summary>Name and namespace.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the user wants.</summary>
    [Required]
    public StorageQuotaSpec Spec { get; set; } = new();

    /// <summary>What became of it.</summary>
    public StorageQuotaStatus? Status { get; set; }

    /// <summary>The namespace: <c>default</c> where none is written.</summary>
    [JsonIgnore]
    public string Namespace => Metadata.Namespace ?? "default";

    /// <summary><c>namespace/name</c>, as messages name the quota.</summary>
    public override string ToString() => $"{Namespace}/{Metadata.Name}";
}
