using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Workers;

/// <summary>
/// How worker pods are made. They run without privileges: as a user other than root, with a read-only root file system, without capabilities and
/// without a token of a service account, whatever is written here.
/// </summary>
public sealed record WorkerSpec
{
    /// <summary>What a worker's container requests and may use; the operator's own settings when absent.</summary>
    public WorkerResources? Resources { get; set; }

    /// <summary>Labels that the node must have, beside the one of the node that a claim is mounted on.</summary>
    [Items(0, 50)]
    public IReadOnlyDictionary<string, string> NodeSelector { get; set; } = new Dictionary<string, string>();

    /// <summary>Taints that the worker may run in spite of, beside those that the pod tolerates which has the claim mounted.</summary>
    [Items(0, 50)]
    public IReadOnlyList<WorkerToleration> Tolerations { get; set; } = [];

    /// <summary>The service account; the namespace's <c>default</c> when absent. Its token is not mounted.</summary>
    [Length(0, 253)]
    public string? ServiceAccountName { get; set; }

    /// <summary>Who the worker is, as far as files are concerned.</summary>
    public WorkerSecurityContext? SecurityContext { get; set; }

    /// <summary>More labels of the Job and its pod.</summary>
    [Items(0, 50)]
    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    /// <summary>More annotations of the Job and its pod.</summary>
    [Items(0, 50)]
    public IReadOnlyDictionary<string, string> Annotations { get; set; } = new Dictionary<string, string>();
}
