using Janitor.Kubernetes.Entities;

namespace Janitor.Api;

/// <summary>A status as kstatus reads it.</summary>
public interface IConditionedStatus
{
    /// <summary>The generation of the spec that all of it speaks of.</summary>
    long ObservedGeneration { get; set; }

    /// <summary>Its conditions.</summary>
    IReadOnlyList<Condition> Conditions { get; set; }
}
