using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Workers;

/// <summary>What a container requests and may use, as in any pod: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/.</summary>
public sealed record WorkerResources
{
    /// <summary>What the scheduler reserves: <c>cpu: 100m</c>, <c>memory: 64Mi</c>.</summary>
    [Items(0, 20)]
    public IReadOnlyDictionary<string, ResourceAmount> Requests { get; set; } = new Dictionary<string, ResourceAmount>();

    /// <summary>What the container may use at most.</summary>
    [Items(0, 20)]
    public IReadOnlyDictionary<string, ResourceAmount> Limits { get; set; } = new Dictionary<string, ResourceAmount>();
}
