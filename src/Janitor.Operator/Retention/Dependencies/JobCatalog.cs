using Janitor.Api.Retention;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Dependencies;
using Janitor.Operator.Retention.Workers;
using Janitor.Operator.Workers;

namespace Janitor.Operator.Retention.Dependencies;

/// <summary>The cluster's Jobs as a catalog.</summary>
/// <param name="jobs">All Jobs.</param>
internal sealed class JobCatalog(ObjectCache<Job> jobs)
{
    /// <summary>The Jobs that a policy's catalog names; null when its catalog is not of Kubernetes Jobs.</summary>
    public IReadOnlyList<KnownJob>? JobsOf(RetentionPolicy policy) => policy.Spec.Catalog?.KubernetesJobs is { } catalog
        ? [.. jobs.Find(NamespaceIndex.Name, policy.Namespace).Where(job => IsSelected(catalog, job)).Select(Known)]
        : null;

    /// <summary>The Job of a policy's catalog that ended last, and when; null when none has.</summary>
    public (Job Job, DateTimeOffset EndedAt)? LastEnded(RetentionPolicy policy)
    {
        if (policy.Spec.Catalog?.KubernetesJobs is not { } catalog)
            return null;
        return jobs.Find(NamespaceIndex.Name, policy.Namespace)
            .Where(job => IsSelected(catalog, job))
            .Select(job => (job, EndOf(job)))
            .Where(pair => pair.Item2 is not null)
            .Select(pair => ((Job, DateTimeOffset)?)(pair.job, pair.Item2!.Value))
            .MaxBy(pair => (pair!.Value.Item2, pair.Value.Item1.Metadata.Uid));
    }

    /// <summary>Whether a Job belongs to a catalog. Our own workers never do.</summary>
    public static bool IsSelected(KubernetesJobsCatalog catalog, Job job) =>
        catalog.Selector.Selects(job.Metadata.Labels) && job.Metadata.Labels?.GetValueOrDefault(WorkerJob.ManagedByLabel) != WorkerJob.ManagedBy;

    /// <summary>When a Job ended; null while it has not.</summary>
    public static DateTimeOffset? EndOf(Job job) =>
        job.Status?.Conditions?.FirstOrDefault(condition => condition is { Status: "True", Type: "Complete" or "Failed" })?.LastTransitionTime;

    private static KnownJob Known(Job job)
    {
        var ended = job.Status?.Conditions?.FirstOrDefault(condition => condition is { Status: "True", Type: "Complete" or "Failed" });
        var state = ended?.Type switch
        {
            "Complete" => "completed",
            "Failed" => "failed",
            _ => job.Spec.Suspend == true ? "suspended" : "active",
        };
        var changedAt = ended?.LastTransitionTime ?? job.Status?.StartTime ?? job.Metadata.CreationTimestamp ?? default;
        return new KnownJob { Id = job.Metadata.Name, State = state, ChangedAt = changedAt };
    }
}
