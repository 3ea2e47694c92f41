using Janitor.Kubernetes.Leadership;

namespace Janitor.Kubernetes.Hosting;

/// <summary>How an operator runs.</summary>
public sealed class OperatorOptions
{
    /// <summary>The operator's name, as its events name it: a DNS name, with a path if need be, such as <c>example.com/operator</c>. Required.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The namespaces whose objects are looked at; all when empty (the default).</summary>
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    /// <summary>How one of several processes is chosen, which alone runs controllers; every process does when null (the default).</summary>
    public LeaderElectionOptions? LeaderElection { get; set; }

    /// <summary>How long the caches may take to fill before the process gives up; more than zero, 2 minutes by default.</summary>
    public TimeSpan CacheTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often controllers look at all objects although nothing changed; more than zero, 10 hours by default. Costs no request.</summary>
    public TimeSpan ResyncPeriod { get; set; } = TimeSpan.FromHours(10);

    /// <summary>How long stopping may take in all; at least 10 s, 30 s by default, which is how long Kubernetes waits before it kills.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
