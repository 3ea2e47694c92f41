using System.Text.Json.Serialization;
using Janitor.Kubernetes.CustomResources;
using Janitor.Kubernetes.Entities;

namespace Janitor.Api.Retention;

/// <summary>Keeps one directory or bucket as declared: what goes, when, and within which limits.</summary>
[KubernetesEntity(Group = "janitor.dev", ApiVersion = "v1alpha1", Kind = KindName)]
[KubernetesEntityShortNames("rtp", Categories = ["janitor"])]
[GenericAdditionalPrinterColumn(".spec.mode", "Mode", "string")]
[GenericAdditionalPrinterColumn(".spec.schedule", "Schedule", "string")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", "string")]
[GenericAdditionalPrinterColumn(".status.lastRun.finishedAt", "Last Run", "date")]
[GenericAdditionalPrinterColumn(".status.lastRun.freed", "Freed", "string")]
[GenericAdditionalPrinterColumn(".status.nextRunTime", "Next", "string")]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].message", "Message", "string", Priority = 1)]
public sealed record RetentionPolicy : IKubernetesObject
{
    /// <summary>The only version there is.</summary>
    public const string Version = "janitor.dev/v1alpha1";

    /// <summary>This resource's kind.</summary>
    public const string KindName = "RetentionPolicy";

    /// <summary>The annotation that asks for a run; each new value asks for one, also while the policy is suspended.</summary>
    public const string RunAtAnnotation = "janitor.dev/run-at";

    /// <summary>The annotation that asks for a preview, whatever the mode; each new value asks for one, also while the policy is suspended.</summary>
    public const string PlanAtAnnotation = "janitor.dev/plan-at";

    /// <summary>Always <see cref="Version"/>.</summary>
    public string ApiVersion { get; set; } = Version;

    /// <summary>Always <see cref="KindName"/>.</summary>
    public string Kind { get; set; } = KindName;

    /// <summary>Name and namespace.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the user wants.</summary>
    [Required]
    public RetentionPolicySpec Spec { get; set; } = new();

    /// <summary>What became of it.</summary>
    public RetentionPolicyStatus? Status { get; set; }

    /// <summary>The namespace: <c>default</c> where none is written.</summary>
    [JsonIgnore]
    public string Namespace => Metadata.Namespace ?? "default";

    /// <summary><c>namespace/name</c>, as messages and reports name the policy.</summary>
    public override string ToString() => $"{Namespace}/{Metadata.Name}";
}
