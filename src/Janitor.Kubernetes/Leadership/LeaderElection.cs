namespace Janitor.Kubernetes.Leadership;

/// <summary>Whether a leader is chosen.</summary>
/// <param name="Elector">Who takes part for this process; null when none is chosen.</param>
internal sealed record LeaderElection(LeaderElector? Elector);
