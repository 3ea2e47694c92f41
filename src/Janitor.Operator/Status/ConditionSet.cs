using Janitor.Kubernetes.Entities;

namespace Janitor.Operator.Status;

/// <summary>The conditions of an object while they are worked on: the time of a transition stays where the status stays.</summary>
/// <param name="conditions">What they were.</param>
/// <param name="generation">The generation of the spec that is looked at.</param>
/// <param name="now">The moment.</param>
internal sealed class ConditionSet(IReadOnlyList<Condition> conditions, long generation, DateTimeOffset now)
{
    private readonly SortedDictionary<string, Condition> _conditions =
        new(conditions.ToDictionary(condition => condition.Type, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>All of them, by type.</summary>
    public IReadOnlyList<Condition> All => [.. _conditions.Values];

    /// <summary>Says how it is about one of them.</summary>
    /// <param name="type">The condition.</param>
    /// <param name="status">True, False, or null for Unknown.</param>
    /// <param name="reason">Why, one of <see cref="Reasons"/>.</param>
    /// <param name="message">Why, in words.</param>
    public void Set(string type, bool? status, string reason, string message)
    {
        var written = status?.ToString() ?? "Unknown";
        var before = _conditions.GetValueOrDefault(type);
        _conditions[type] = new Condition
        {
            Type = type,
            Status = written,
            ObservedGeneration = generation,
            LastTransitionTime = before?.Status == written ? before.LastTransitionTime : now,
            Reason = reason,
            Message = message,
        };
    }

    /// <summary>Takes one away, if it is there.</summary>
    public void Remove(string type) => _conditions.Remove(type);
}
