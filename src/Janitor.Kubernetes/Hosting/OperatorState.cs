using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Leadership;

namespace Janitor.Kubernetes.Hosting;

/// <summary>How an operator is, for probes and for the process's exit code.</summary>
public sealed class OperatorState
{
    private readonly ICacheFeed[] _feeds;
    private readonly LeaderElector? _elector;
    private volatile string? _failure;

    internal OperatorState(IEnumerable<ICacheFeed> feeds, LeaderElector? elector)
    {
        (_feeds, _elector) = ([.. feeds], elector);
    }

    /// <summary>For readiness: whether all caches are full. A process that waits to become the leader is ready too.</summary>
    public bool IsReady => _failure is null && Array.TrueForAll(_feeds, feed => feed.IsFull);

    /// <summary>For liveness: false when the process goes on as the leader although it could not renew its lease for too long (lease duration and 20 s).</summary>
    public bool IsLive => _elector?.IsLive ?? true;

    /// <summary>Whether this process is the leader; always when none is chosen.</summary>
    public bool IsLeader => _elector?.IsLeader ?? true;

    /// <summary>Why the operator ended the process, which then exits with code 1; null when it did not.</summary>
    public string? Failure
    {
        get => _failure;
        internal set => _failure = value;
    }

    internal IReadOnlyList<ICacheFeed> Feeds => _feeds;
}
