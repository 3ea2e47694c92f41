namespace Janitor.Kubernetes.Leadership;

/// <summary>How one of several processes is chosen: by a Lease that one of them holds and renews.</summary>
public sealed class LeaderElectionOptions
{
    /// <summary>The Lease's name. Required.</summary>
    public string LeaseName { get; set; } = string.Empty;

    /// <summary>The Lease's namespace. Required.</summary>
    public string LeaseNamespace { get; set; } = string.Empty;

    /// <summary>The name under which this process holds the Lease, unlike any other's; by default host name and a new UUID.</summary>
    public string Identity { get; set; } = $"{Environment.MachineName}_{Guid.NewGuid()}";

    /// <summary>How long others wait after the last renewal before they take the Lease; whole seconds, more than <see cref="RenewDeadline"/>, 15 s by default.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>After how long without renewal the leader gives up; more than 1.2 times <see cref="RetryPeriod"/>, 10 s by default.</summary>
    public TimeSpan RenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause between two tries; more than zero, 2 s by default. By up to 1.2 times longer while another one leads.</summary>
    public TimeSpan RetryPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Compares the options with each other.</summary>
    /// <exception cref="ArgumentException">One is missing or does not go with another; the message says which.</exception>
    internal void Check()
    {
        if (LeaseName.Length == 0 || LeaseNamespace.Length == 0)
            throw new ArgumentException("the lease needs a name and a namespace");
        if (Identity.Length == 0)
            throw new ArgumentException("a leader needs an identity");
        if (RetryPeriod <= TimeSpan.Zero)
            throw new ArgumentException($"the retry period {RetryPeriod} is not positive");
        if (RenewDeadline <= RetryPeriod * LeaderElector.Jitter)
            throw new ArgumentException($"the renew deadline {RenewDeadline} must be more than {LeaderElector.Jitter} times the retry period {RetryPeriod}");
        if (LeaseDuration <= RenewDeadline)
            throw new ArgumentException($"the lease duration {LeaseDuration} must be more than the renew deadline {RenewDeadline}");
        if (LeaseDuration.Ticks % TimeSpan.TicksPerSecond != 0)
            throw new ArgumentException($"the lease duration {LeaseDuration} is not of whole seconds");
    }
}
