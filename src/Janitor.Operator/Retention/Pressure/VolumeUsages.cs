using System.Collections.Concurrent;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Caching;

namespace Janitor.Operator.Retention.Pressure;

/// <summary>How full the volumes of claims were when they were last looked at.</summary>
/// <param name="areWatched">Whether they are looked at, again and again.</param>
/// <param name="time">The clock.</param>
internal sealed class VolumeUsages(bool areWatched, TimeProvider time)
{
    /// <summary>What was seen longer ago says nothing any more.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<ObjectKey, VolumeUsage> _usages = new();

    private volatile bool _areKnown;

    /// <summary>Whether they are looked at, again and again.</summary>
    public bool AreWatched => areWatched;

    /// <summary>Whether all have been looked at once.</summary>
    public bool AreKnown => _areKnown;

    /// <summary>All that are known, by claim.</summary>
    public IEnumerable<KeyValuePair<ObjectKey, VolumeUsage>> All => _usages.Where(pair => IsFresh(pair.Value));

    /// <summary>That of a policy's volume; null when it is not known.</summary>
    public VolumeUsage? Find(RetentionPolicy policy) =>
        policy.Spec.Target?.Volume is { } volume && _usages.TryGetValue(new ObjectKey(policy.Namespace, volume.ClaimName), out var usage) && IsFresh(usage)
            ? usage
            : null;

    /// <summary>Takes one down.</summary>
    public void Set(ObjectKey claim, VolumeUsage usage) => _usages[claim] = usage;

    /// <summary>All have been looked at.</summary>
    public void MarkKnown() => _areKnown = true;

    private bool IsFresh(VolumeUsage usage) => time.GetUtcNow() - usage.ObservedAt < Lifetime;
}
