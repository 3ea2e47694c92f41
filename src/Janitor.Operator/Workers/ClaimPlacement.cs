using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;

namespace Janitor.Operator.Workers;

/// <summary>
/// Finds the node on which a claim can be mounted. A claim that one node takes at a time (ReadWriteOnce) and that a pod has mounted can be mounted
/// there only: the worker asks for the node's host name by label, with the pod's tolerations. It never names the node itself, which would pass over the
/// scheduler, and with it over resources and taints.
/// </summary>
/// <param name="client">The API server.</param>
internal sealed class ClaimPlacement(IKubernetesClient client)
{
    private const string HostName = "kubernetes.io/hostname";

    /// <summary>Where a worker for this claim can run; null when another pod has it to itself (ReadWriteOncePod).</summary>
    public async Task<Placement?> FindAsync(PersistentVolumeClaim claim, CancellationToken cancellationToken)
    {
        var modes = claim.Spec.AccessModes ?? [];
        if (modes.Contains("ReadWriteMany"))
            return Placement.Anywhere;
        if (await FindPodAsync(claim, cancellationToken) is not { } pod)
            return Placement.Anywhere;
        if (modes.Contains("ReadWriteOncePod"))
            return null;
        var node = await client.GetAsync<Node>(pod.Spec.NodeName!, null, cancellationToken);
        return node?.Metadata.Labels?.GetValueOrDefault(HostName) is { } name
            ? new Placement(new Dictionary<string, string> { [HostName] = name }, pod.Spec.Tolerations ?? [])
            : Placement.Anywhere;
    }

    /// <summary>The pod that decides: running ones before those that are about to; our own workers do not count.</summary>
    private async Task<Pod?> FindPodAsync(PersistentVolumeClaim claim, CancellationToken cancellationToken)
    {
        var options = new ListOptions { Namespace = claim.Metadata.Namespace, LabelSelector = $"{WorkerJob.ManagedByLabel}!={WorkerJob.ManagedBy}" };
        var pods = await client.ListAsync<Pod>(options, cancellationToken);
        return pods.Items
            .Where(pod => pod is { Spec.NodeName: not null, Status.Phase: "Running" or "Pending" } && Mounts(pod, claim.Metadata.Name))
            .OrderByDescending(pod => pod.Status!.Phase, StringComparer.Ordinal).ThenBy(pod => pod.Metadata.Name, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private static bool Mounts(Pod pod, string claim) => pod.Spec.Volumes?.Any(volume => volume.PersistentVolumeClaim?.ClaimName == claim) ?? false;
}
