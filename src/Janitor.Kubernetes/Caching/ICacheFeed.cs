namespace Janitor.Kubernetes.Caching;

/// <summary>What fills one cache, whatever its kind.</summary>
internal interface ICacheFeed
{
    /// <summary>The resource, as messages name it: <c>jobs.batch</c>.</summary>
    string Resource { get; }

    /// <summary>Whether the cache is full.</summary>
    bool IsFull { get; }

    /// <summary>What is in the way; null when nothing is.</summary>
    string? Problem { get; }

    /// <summary>Completes when the cache is full.</summary>
    Task WhenFullAsync(CancellationToken cancellationToken);

    /// <summary>Runs until it is cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
