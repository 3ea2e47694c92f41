using Janitor.Kubernetes.Core;

namespace Janitor.Operator.Retention.Workers;

/// <summary>Where a worker can mount its claim.</summary>
/// <param name="NodeSelector">The labels of the node that has it mounted; empty where any node will do.</param>
/// <param name="Tolerations">What the pods that have it mounted tolerate, so that the worker may go there too.</param>
internal sealed record Placement(IReadOnlyDictionary<string, string> NodeSelector, IReadOnlyList<Toleration> Tolerations)
{
    /// <summary>Any node that the scheduler finds.</summary>
    public static Placement Anywhere { get; } = new(new Dictionary<string, string>(), []);
}
