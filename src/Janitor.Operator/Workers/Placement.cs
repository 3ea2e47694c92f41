using Janitor.Kubernetes.Core;

namespace Janitor.Operator.Workers;

/// <summary>Where a worker can mount a claim.</summary>
/// <param name="NodeSelector">The labels of the node that has it mounted; empty where any node will do.</param>
/// <param name="Tolerations">What the pods that have it mounted tolerate, so that the worker may go there too.</param>
internal sealed record Placement(IReadOnlyDictionary<string, string> NodeSelector, IReadOnlyList<Toleration> Tolerations)
{
    /// <summary>Any node that the scheduler finds.</summary>
    public static Placement Anywhere { get; } = new(new Dictionary<string, string>(), []);

    /// <summary>Where all of several claims can be mounted, which are mounted on one node at most.</summary>
    public static Placement Of(IReadOnlyList<Placement> places) => new(
        places.FirstOrDefault(place => place.NodeSelector.Count > 0)?.NodeSelector ?? Anywhere.NodeSelector,
        [.. places.SelectMany(place => place.Tolerations).Distinct()]);
}
